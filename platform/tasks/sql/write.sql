-- Writes one step of an item: what happened, what was decided, what that opened, changed and ended. The caller's transaction
-- holds the item's lock (or has just made the item) and has seen that p_seq is its present one. Answers the new seq.
create function bpo_code.write_step(p_tenant uuid, p_item uuid, p_seq bigint, p_step bpo_code.step, p_now timestamptz)
returns bigint language plpgsql as $$
declare
  v_seq bigint := p_seq + coalesce(cardinality(p_step.history), 0);
begin
  insert into history (tenant_id, work_item_id, seq, at, kind, actor, task_id, run_id, data)
  select p_tenant, p_item, p_seq + nth, p_now, kind, actor, task_id, run_id, data
  from unnest(p_step.history) with ordinality h (kind, actor, task_id, run_id, data, nth);
  if cardinality(p_step.decisions) > 0 then
    insert into decisions (tenant_id, work_item_id, seq, at, event, document_version, version, matched, plan, errors)
    select p_tenant, p_item, p_seq + nth, p_now, event, document_version, version, matched, plan, errors
    from unnest(p_step.decisions);
  end if;
  if p_step.document is not null then
    insert into documents (tenant_id, work_item_id, version, document)
    values (p_tenant, p_item, (p_step.item).document_version, p_step.document);
  end if;
  if cardinality(p_step.timers_ended) > 0 then
    delete from timers where tenant_id = p_tenant and id = any (p_step.timers_ended);
  end if;
  if cardinality(p_step.timers_set) > 0 then
    insert into timers (tenant_id, work_item_id, id, kind, name, task_id, due_at)
    select p_tenant, p_item, id, kind, name, task_id, due_at from unnest(p_step.timers_set);
  end if;
  if (p_step.item).state <> 'open' then
    perform bpo_code.release_credit(p_tenant, p_item, null, p_now);   -- ledgers before lanes: the lock order
  end if;
  if cardinality(p_step.tasks_changed) > 0 then
    perform bpo_code.change_tasks(p_tenant, p_item, p_step.tasks_changed);
  end if;
  if cardinality(p_step.tasks_opened) > 0 then
    perform bpo_code.open_tasks(p_tenant, p_item, p_step.tasks_opened);
  end if;
  if cardinality(p_step.runs_changed) > 0 then
    update runs r set state = c.state, tried_before = c.tried_before, deadline = c.deadline, finished_at = c.finished_at, result = c.result, error = c.error
    from unnest(p_step.runs_changed) c where r.tenant_id = p_tenant and r.id = c.id;
  end if;
  if cardinality(p_step.runs_started) > 0 then
    perform bpo_code.queue_runs(p_tenant, p_item, p_step.runs_started);
  end if;
  if cardinality(p_step.audit) > 0 then
    perform bpo_code.audit(p_tenant, p_step.audit, p_now);
  end if;
  update work_items w set
    seq = v_seq, state = i.state, outcome = i.outcome, document_version = i.document_version,
    ruleset_version = i.ruleset_version, priority = i.priority, facts = i.facts, signals = i.signals,
    promised_at = i.promised_at, closed_at = i.closed_at, cancelled_at = i.cancelled_at,
    open_tasks = i.open_tasks, open_runs = i.open_runs, open_timers = i.open_timers
  from (select (p_step.item).*) i
  where w.tenant_id = p_tenant and w.id = p_item;
  return v_seq;
end $$;

create function bpo_code.open_tasks(p_tenant uuid, p_item uuid, p_tasks bpo_code.task_row[]) returns void language sql as $$
  with laned as materialized (
    select t.*, bpo_code.lane(p_tenant, t.queue_key, t.skills, t.levels, t.reserved_for) lane_id
    from (select * from unnest(p_tasks) order by queue_key, skills, levels, reserved_for) t),
  written as (
    insert into tasks (tenant_id, work_item_id, lane_id, id, type, type_version, key, queue_key, skills, levels, reserved_for,
                       state, priority, rank, ready_at, due_at, created_at, not_by, barred, weight, warn, note, about, lease_token)
    select p_tenant, p_item, lane_id, id, type, type_version, key, queue_key, skills, levels, reserved_for,
           state, priority, rank, ready_at, due_at, created_at, not_by, barred, weight, warn, note, about, lease_token from laned),
  counted as (
    insert into queue_deltas (tenant_id, queue_key, state, n)
    select p_tenant, queue_key, state, count(*) from laned where state = 'ready' group by queue_key, state)
  insert into ready_tasks (lane_id, rank, created_at, task_id, tenant_id, work_item_id, barred)
  select lane_id, rank, created_at, id, p_tenant, p_item, barred from laned where state = 'ready'
$$;

-- Tasks as they now are: their place among the ready ones, and how many of their queue are in which state, follow.
create function bpo_code.change_tasks(p_tenant uuid, p_item uuid, p_tasks bpo_code.task_row[]) returns void language sql as $$
  with old as materialized (
    select t.id, t.state, t.queue_key, t.lane_id, t.rank, t.created_at,
           case when (t.queue_key, t.skills, t.levels) = (n.queue_key, n.skills, n.levels)
                     and t.reserved_for is not distinct from n.reserved_for then t.lane_id
                else bpo_code.lane(p_tenant, n.queue_key, n.skills, n.levels, n.reserved_for) end new_lane_id
    from tasks t join unnest(p_tasks) n on n.id = t.id where t.tenant_id = p_tenant),
  counted as (
    insert into queue_deltas (tenant_id, queue_key, state, n)
    select p_tenant, queue_key, state, sum(n) from (
      select queue_key, state, -1 n from old union all select queue_key, state, 1 from unnest(p_tasks)) moves
    where state in ('ready', 'claimed', 'pended') group by queue_key, state having sum(n) <> 0),
  left_place as (
    delete from ready_tasks r using old o
    where o.state = 'ready' and (r.lane_id, r.rank, r.created_at, r.task_id) = (o.lane_id, o.rank, o.created_at, o.id)
    returning r.task_id)
  update tasks t set
    lane_id = o.new_lane_id, queue_key = n.queue_key, skills = n.skills, levels = n.levels, reserved_for = n.reserved_for,
    state = n.state, priority = n.priority, rank = n.rank, ready_at = n.ready_at, due_at = n.due_at, barred = n.barred,
    draft = case when n.state = 'completed' then null when t.state = 'completed' then n.draft else t.draft end, lease_token = n.lease_token, lease_until = n.lease_until, assignee = n.assignee,
    claimed_at = n.claimed_at, pend_reason = n.pend_reason, pend_until = n.pend_until, pended_at = n.pended_at,
    disposition = n.disposition,
    result = n.result, note = n.note, completed_at = n.completed_at, completed_by = n.completed_by,
    completed_body = n.completed_body
  from unnest(p_tasks) n join old o on o.id = n.id
  where t.tenant_id = p_tenant and t.id = n.id;
  insert into ready_tasks (lane_id, rank, created_at, task_id, tenant_id, work_item_id, barred)
  select t.lane_id, t.rank, t.created_at, t.id, p_tenant, p_item, t.barred
  from tasks t join unnest(p_tasks) n on n.id = t.id where t.tenant_id = p_tenant and n.state = 'ready'
$$;

create function bpo_code.queue_runs(p_tenant uuid, p_item uuid, p_runs bpo_code.run_row[]) returns void language sql as $$
  insert into runs (tenant_id, work_item_id, id, automation, key, input, state, attempt, deadline, queued_at, finished_at)
  select p_tenant, p_item, id, automation, key, input, state, attempt, deadline, queued_at, finished_at from unnest(p_runs);
  insert into outbox (tenant_id, actor, payload)
  select p_tenant, 'run_automation', json_build_object('tenant', p_tenant, 'run', id) from unnest(p_runs)
  where state = 'queued'
$$;

-- The other half of every event but intake: locks the item and writes, unless it has moved since it was read.
create function bpo_code.write(p_tenant uuid, p_item uuid, p_seq bigint, p_step bpo_code.step, p_now timestamptz)
returns boolean language plpgsql as $$
begin
  perform bpo_code.bind(array[p_tenant]);
  perform from work_items where tenant_id = p_tenant and id = p_item and seq = p_seq for update;
  if not found then return false; end if;
  perform bpo_code.write_step(p_tenant, p_item, p_seq, p_step, p_now);
  return true;
end $$;
