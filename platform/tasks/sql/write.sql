-- The version of the tenant's configuration, and whether it has webhooks that are told what happens to its items. One look for
-- both, inlined: a statement of its own costs as much as an insert.
create function bpo_code.configured(p_tenant uuid) returns table (version bigint, tells boolean) language sql stable as $$
  select t.config_version, exists (select from webhooks w where w.tenant_id = p_tenant and w.retired_at is null)
  from tenants t where t.id = p_tenant
$$;

-- The rows of steps of one tenant's items, table by table, since a statement costs more than the row it writes: what happened,
-- what was decided, what that opened, changed and ended. The caller's transaction holds the locks of the items (or has just
-- made them) and has seen that each is at its step's seq. p_tells: as `configured` says.
create function bpo_code.write_rows(p_tenant uuid, p_steps bpo_code.item_step[], p_tells boolean)
returns void language plpgsql as $$
declare
  v_some record;
  v_one bpo_code.item_step;
begin
  select bool_or((step).document is not null) documents, bool_or(cardinality((step).decisions) > 0) decisions,
         bool_or(cardinality((step).timers_set) > 0) timers_set, bool_or(cardinality((step).tasks_opened) > 0) tasks_opened,
         bool_or(cardinality((step).runs_started) > 0) runs_started, bool_or(cardinality((step).audit) > 0) audit
  into v_some from unnest(p_steps);
  insert into history (tenant_id, work_item_id, seq, at, kind, actor, task_id, run_id, data)
  select p_tenant, s.item, s.seq + h.nth, s.at, h.kind, h.actor, h.task_id, h.run_id, h.data
  from unnest(p_steps) s, unnest((s.step).history) with ordinality h (kind, actor, task_id, run_id, data, nth);
  if v_some.decisions then
    insert into decisions (tenant_id, work_item_id, seq, at, event, document_version, version, matched, plan, errors)
    select p_tenant, s.item, s.seq + d.nth, s.at, d.event, d.document_version, d.version, d.matched, d.plan, d.errors
    from unnest(p_steps) s, unnest((s.step).decisions) d;
  end if;
  if v_some.documents then
    insert into documents (tenant_id, work_item_id, version, document)
    select p_tenant, s.item, ((s.step).item).document_version, (s.step).document
    from unnest(p_steps) s where (s.step).document is not null;
    insert into unread_documents (tenant_id, work_item_id)
    select p_tenant, s.item from unnest(p_steps) s where (s.step).document is not null;
  end if;
  foreach v_one in array p_steps loop
    if v_one.seq > 0 then   -- what is new has nothing yet that could change
      perform bpo_code.change_rows(p_tenant, v_one);
    end if;
  end loop;
  if v_some.timers_set then
    insert into timers (tenant_id, work_item_id, id, kind, name, task_id, due_at)
    select p_tenant, s.item, t.id, t.kind, t.name, t.task_id, t.due_at from unnest(p_steps) s, unnest((s.step).timers_set) t;
  end if;
  if v_some.tasks_opened then
    perform bpo_code.open_tasks(p_tenant, p_steps);
  end if;
  if v_some.runs_started then
    perform bpo_code.queue_runs(p_tenant, p_steps);
  end if;
  if v_some.audit then
    with written as (
      insert into audit (tenant_id, id, at, actor, action, object, data)
      select p_tenant, uuidv7(), s.at, a.actor, a.action, a.object, a.data from unnest(p_steps) s, unnest((s.step).audit) a
      returning id)
    insert into audit_unsealed (tenant_id, audit_id) select p_tenant, id from written;
  end if;
  foreach v_one in array p_steps loop
    if cardinality((v_one.step).correlations) > 0 or cardinality((v_one.step).looks) > 0 then
      perform bpo_code.correlate(p_tenant, v_one.item, (v_one.step).correlations, (v_one.step).looks, v_one.at);
    end if;
    if p_tells then   -- last: it tells of all the others
      perform bpo_code.announce(p_tenant, v_one.item, v_one.seq, v_one.step, v_one.at);
    end if;
  end loop;
end $$;

-- What one step ends and changes of what was there.
create function bpo_code.change_rows(p_tenant uuid, p_step bpo_code.item_step) returns void language plpgsql as $$
declare
  v_step bpo_code.step := p_step.step;
begin
  if cardinality(v_step.timers_ended) > 0 then
    delete from timers where tenant_id = p_tenant and id = any (v_step.timers_ended);
  end if;
  if (v_step.item).state <> 'open' then   -- ledgers before lanes: the lock order
    perform bpo_code.release_credit(p_tenant, p_step.item, null, p_step.at);
  end if;
  if cardinality(v_step.tasks_changed) > 0 then
    perform bpo_code.change_tasks(p_tenant, p_step.item, v_step.tasks_changed);
  end if;
  if cardinality(v_step.runs_changed) > 0 then
    update runs r set state = c.state, tried_before = c.tried_before, deadline = c.deadline, finished_at = c.finished_at,
      result = c.result, error = c.error
    from unnest(v_step.runs_changed) c where r.tenant_id = p_tenant and r.id = c.id;
  end if;
end $$;

-- New tasks. Lanes are made in one order, so that two transactions that make some wait in one direction only, and looked up one
-- by one: a join would read all there are.
create function bpo_code.open_tasks(p_tenant uuid, p_steps bpo_code.item_step[]) returns void language plpgsql as $$
begin
  perform bpo_code.lane(p_tenant, l.queue_key, l.skills, l.levels, l.reserved_for)
  from (select distinct t.queue_key, t.skills, t.levels, t.reserved_for
        from unnest(p_steps) s, unnest((s.step).tasks_opened) t order by 1, 2, 3, 4) l;
  with opened as (
    insert into tasks (tenant_id, work_item_id, lane_id, id, type, type_version, key, queue_key, skills, levels, reserved_for,
                       state, priority, rank, ready_at, due_at, created_at, not_by, barred, weight, warn, note, about,
                       lease_token)
    select p_tenant, s.item,
           (select l.id from lanes l where l.tenant_id = p_tenant and l.queue_key = t.queue_key and l.skills = t.skills
              and l.levels = t.levels and l.reserved_for is not distinct from t.reserved_for),
           t.id, t.type, t.type_version, t.key, t.queue_key, t.skills, t.levels, t.reserved_for,
           t.state, t.priority, t.rank, t.ready_at, t.due_at, t.created_at, t.not_by, t.barred, t.weight, t.warn, t.note, t.about,
           t.lease_token
    from unnest(p_steps) s, unnest((s.step).tasks_opened) t
    returning lane_id, rank, created_at, id, work_item_id, barred, queue_key, state),
  ready as (
    insert into ready_tasks (lane_id, rank, created_at, task_id, tenant_id, work_item_id, barred)
    select lane_id, rank, created_at, id, p_tenant, work_item_id, barred from opened where state = 'ready')
  insert into queue_deltas (tenant_id, queue_key, state, n)
  select p_tenant, queue_key, 'ready', count(*) from opened where state = 'ready' group by queue_key;
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

create function bpo_code.queue_runs(p_tenant uuid, p_steps bpo_code.item_step[]) returns void language sql as $$
  insert into runs (tenant_id, work_item_id, id, automation, key, input, state, attempt, deadline, queued_at, finished_at)
  select p_tenant, s.item, r.id, r.automation, r.key, r.input, r.state, r.attempt, r.deadline, r.queued_at, r.finished_at
  from unnest(p_steps) s, unnest((s.step).runs_started) r;
  insert into outbox (tenant_id, actor, payload)
  select p_tenant, 'run_automation', json_build_object('tenant', p_tenant, 'run', r.id)
  from unnest(p_steps) s, unnest((s.step).runs_started) r where r.state = 'queued'
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
  perform bpo_code.write_rows(p_tenant, array[(p_item, p_seq, p_now, p_step)::bpo_code.item_step], v_tells);
  update work_items w set
    seq = p_seq + coalesce(cardinality(p_step.history), 0), state = v_item.state, outcome = v_item.outcome,
    document_version = v_item.document_version, ruleset_version = v_item.ruleset_version, priority = v_item.priority,
    facts = v_item.facts, signals = v_item.signals, promised_at = v_item.promised_at, closed_at = v_item.closed_at,
    cancelled_at = v_item.cancelled_at, open_tasks = v_item.open_tasks, open_runs = v_item.open_runs,
    open_timers = v_item.open_timers, by_hand = v_item.by_hand
  where w.tenant_id = p_tenant and w.id = p_item;
  return true;
end $$;
