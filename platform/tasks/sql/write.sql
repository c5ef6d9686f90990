-- The version of the tenant's configuration, and whether it has webhooks that are told what happens to its items. One look for
-- both, inlined: a statement of its own costs as much as an insert.
create function bpo_code.configured(p_tenant uuid) returns table (version bigint, tells boolean) language sql stable as $$
  select t.config_version, exists (select from webhooks w where w.tenant_id = p_tenant and w.retired_at is null)
  from tenants t where t.id = p_tenant
$$;

-- The rows of one step of an item: what happened, what was decided, what that opened, changed and ended. The caller's
-- transaction holds the item's lock (or has just made the item) and has seen that p_seq is its present one. p_tells: as
-- `configured` says.
create function bpo_code.write_rows(
  p_tenant uuid, p_item uuid, p_seq bigint, p_step bpo_code.step, p_tells boolean, p_now timestamptz)
returns void language plpgsql as $$
declare
  v_decision bpo_code.decision_row;
begin
  insert into history (tenant_id, work_item_id, seq, at, kind, actor, task_id, run_id, data)
  select p_tenant, p_item, p_seq + nth, p_now, kind, actor, task_id, run_id, data
  from unnest(p_step.history) with ordinality h (kind, actor, task_id, run_id, data, nth);
  foreach v_decision in array p_step.decisions loop   -- one is the rule
    insert into decisions (tenant_id, work_item_id, seq, at, event, document_version, version, matched, plan, errors)
    values (p_tenant, p_item, p_seq + v_decision.nth, p_now, v_decision.event, v_decision.document_version, v_decision.version,
            v_decision.matched, v_decision.plan, v_decision.errors);
  end loop;
  if p_step.document is not null then
    insert into documents (tenant_id, work_item_id, version, document)
    values (p_tenant, p_item, (p_step.item).document_version, p_step.document);
    insert into unread_documents (tenant_id, work_item_id) values (p_tenant, p_item);
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
    update runs r set state = c.state, tried_before = c.tried_before, deadline = c.deadline, finished_at = c.finished_at,
      result = c.result, error = c.error
    from unnest(p_step.runs_changed) c where r.tenant_id = p_tenant and r.id = c.id;
  end if;
  if cardinality(p_step.runs_started) > 0 then
    perform bpo_code.queue_runs(p_tenant, p_item, p_step.runs_started);
  end if;
  if cardinality(p_step.audit) > 0 then
    perform bpo_code.audit(p_tenant, p_step.audit, p_now);
  end if;
  if cardinality(p_step.correlations) > 0 or cardinality(p_step.looks) > 0 then
    perform bpo_code.correlate(p_tenant, p_item, p_step.correlations, p_step.looks, p_now);
  end if;
  if p_tells then   -- last: it tells of all the others
    perform bpo_code.announce(p_tenant, p_item, p_seq, p_step, p_now);
  end if;
end $$;

-- New tasks, in the order of their lanes, so that two transactions that make lanes make them in one order. Loops of plain
-- statements: one task is the rule, and a set-wise statement costs it three times as much.
create function bpo_code.open_tasks(p_tenant uuid, p_item uuid, p_tasks bpo_code.task_row[]) returns void language plpgsql as $$
declare
  v_tasks bpo_code.task_row[] := p_tasks;
  v_task bpo_code.task_row;
  v_lane bigint;
begin
  if cardinality(p_tasks) > 1 then
    v_tasks := array(select t from unnest(p_tasks) t order by (t).queue_key, (t).skills, (t).levels, (t).reserved_for);
  end if;
  foreach v_task in array v_tasks loop
    v_lane := bpo_code.lane(p_tenant, v_task.queue_key, v_task.skills, v_task.levels, v_task.reserved_for);
    insert into tasks (tenant_id, work_item_id, lane_id, id, type, type_version, key, queue_key, skills, levels, reserved_for,
                       state, priority, rank, ready_at, due_at, created_at, not_by, barred, weight, warn, note, about,
                       lease_token)
    values (p_tenant, p_item, v_lane, v_task.id, v_task.type, v_task.type_version, v_task.key, v_task.queue_key, v_task.skills,
            v_task.levels, v_task.reserved_for, v_task.state, v_task.priority, v_task.rank, v_task.ready_at, v_task.due_at,
            v_task.created_at, v_task.not_by, v_task.barred, v_task.weight, v_task.warn, v_task.note, v_task.about,
            v_task.lease_token);
    if v_task.state = 'ready' then
      insert into ready_tasks (lane_id, rank, created_at, task_id, tenant_id, work_item_id, barred)
      values (v_lane, v_task.rank, v_task.created_at, v_task.id, p_tenant, p_item, v_task.barred);
      insert into queue_deltas (tenant_id, queue_key, state, n) values (p_tenant, v_task.queue_key, 'ready', 1);
    end if;
  end loop;
end $$;

-- Tasks as they now are: their place among the ready ones, and how many of their queue are in which state, follow.
create function bpo_code.change_tasks(p_tenant uuid, p_item uuid, p_tasks bpo_code.task_row[]) returns void language plpgsql as $$
declare
  v_new bpo_code.task_row;
  v_old tasks;
  v_lane bigint;
begin
  foreach v_new in array p_tasks loop
    select * into v_old from tasks where tenant_id = p_tenant and id = v_new.id;
    v_lane := v_old.lane_id;
    if (v_old.queue_key, v_old.skills, v_old.levels, v_old.reserved_for)
       is distinct from (v_new.queue_key, v_new.skills, v_new.levels, v_new.reserved_for) then
      v_lane := bpo_code.lane(p_tenant, v_new.queue_key, v_new.skills, v_new.levels, v_new.reserved_for);
    end if;
    if v_old.state = 'ready' then
      delete from ready_tasks where lane_id = v_old.lane_id and rank = v_old.rank and created_at = v_old.created_at
        and task_id = v_old.id;
    end if;
    update tasks t set
      lane_id = v_lane, queue_key = v_new.queue_key, skills = v_new.skills, levels = v_new.levels,
      reserved_for = v_new.reserved_for, state = v_new.state, priority = v_new.priority, rank = v_new.rank,
      ready_at = v_new.ready_at, due_at = v_new.due_at, barred = v_new.barred, lease_token = v_new.lease_token,
      draft = case when v_new.state = 'completed' then null when t.state = 'completed' then v_new.draft else t.draft end,
      lease_until = v_new.lease_until, assignee = v_new.assignee, claimed_at = v_new.claimed_at,
      pend_reason = v_new.pend_reason, pend_until = v_new.pend_until, pended_at = v_new.pended_at,
      disposition = v_new.disposition, result = v_new.result, note = v_new.note, completed_at = v_new.completed_at,
      completed_by = v_new.completed_by, completed_body = v_new.completed_body
    where t.tenant_id = p_tenant and t.id = v_new.id;
    if v_new.state = 'ready' then
      insert into ready_tasks (lane_id, rank, created_at, task_id, tenant_id, work_item_id, barred)
      values (v_lane, v_new.rank, v_new.created_at, v_new.id, p_tenant, p_item, v_new.barred);
    end if;
    if (v_old.queue_key, v_old.state) is distinct from (v_new.queue_key, v_new.state) then
      insert into queue_deltas (tenant_id, queue_key, state, n)
      select p_tenant, d.queue_key, d.state, d.n
      from (values (v_old.queue_key, v_old.state, -1), (v_new.queue_key, v_new.state, 1)) d (queue_key, state, n)
      where d.state in ('ready', 'claimed', 'pended');
    end if;
  end loop;
end $$;

create function bpo_code.queue_runs(p_tenant uuid, p_item uuid, p_runs bpo_code.run_row[]) returns void language sql as $$
  insert into runs (tenant_id, work_item_id, id, automation, key, input, state, attempt, deadline, queued_at, finished_at)
  select p_tenant, p_item, id, automation, key, input, state, attempt, deadline, queued_at, finished_at from unnest(p_runs);
  insert into outbox (tenant_id, actor, payload)
  select p_tenant, 'run_automation', json_build_object('tenant', p_tenant, 'run', id) from unnest(p_runs)
  where state = 'queued'
$$;

-- The other half of every event but intake: locks the item and writes, unless it has moved since it was read. p_config: where
-- what is written depends on it (as what patterns are told does), the configuration that must still be the present one.
create function bpo_code.write(
  p_tenant uuid, p_item uuid, p_seq bigint, p_step bpo_code.step, p_config bigint, p_now timestamptz)
returns boolean language plpgsql as $$
declare
  v_item bpo_code.item_row := p_step.item;
  v_config bigint;
  v_tells boolean;
begin
  perform bpo_code.bind(array[p_tenant]);
  perform from work_items where tenant_id = p_tenant and id = p_item and seq = p_seq for update;
  if not found then return false; end if;
  select c.version, c.tells into v_config, v_tells from bpo_code.configured(p_tenant) c;
  if p_config <> v_config then return false; end if;
  perform bpo_code.write_rows(p_tenant, p_item, p_seq, p_step, v_tells, p_now);
  update work_items w set
    seq = p_seq + coalesce(cardinality(p_step.history), 0), state = v_item.state, outcome = v_item.outcome,
    document_version = v_item.document_version, ruleset_version = v_item.ruleset_version, priority = v_item.priority,
    facts = v_item.facts, signals = v_item.signals, promised_at = v_item.promised_at, closed_at = v_item.closed_at,
    cancelled_at = v_item.cancelled_at, open_tasks = v_item.open_tasks, open_runs = v_item.open_runs,
    open_timers = v_item.open_timers, by_hand = v_item.by_hand
  where w.tenant_id = p_tenant and w.id = p_item;
  return true;
end $$;
