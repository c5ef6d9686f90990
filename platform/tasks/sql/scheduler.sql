-- What the scheduler does to work that it found as bpo_system, one tenant or a batch at a time, as bpo_app.

-- Takes a batch off the outbox; it is sent before the commit, hence at least once. By the outbox's primary key.
create function bpo_code.relay_take(p_tenants uuid[], p_limit int)
returns table (id bigint, actor text, payload json) language plpgsql as $$
#variable_conflict use_column
begin
  perform bpo_code.bind(p_tenants);
  return query
    delete from outbox o where o.id = any (array(select id from outbox order by id limit p_limit for update skip locked))
    returning o.id, o.actor, o.payload;
end $$;

-- A lease that ran out: the task goes back to its place with the rank it had; its token stays good until another claims it.
-- Answers the seq of that; null: it was renewed, or is no longer held.
create function bpo_code.lapse(p_tenant uuid, p_item uuid, p_task uuid, p_actor json, p_now timestamptz)
returns bigint language plpgsql as $$
declare
  v_task tasks;
  v_seq bigint;
begin
  perform bpo_code.bind(array[p_tenant]);
  perform from work_items where tenant_id = p_tenant and id = p_item for update;
  update tasks set state = 'ready', lease_until = null
  where tenant_id = p_tenant and id = p_task and state = 'claimed' and lease_until <= p_now returning * into v_task;
  if not found then return null; end if;
  insert into ready_tasks (lane_id, rank, created_at, task_id, tenant_id, work_item_id, barred)
  values (v_task.lane_id, v_task.rank, v_task.created_at, v_task.id, p_tenant, p_item, v_task.barred);
  update work_items set seq = seq + 1 where tenant_id = p_tenant and id = p_item returning seq into v_seq;
  insert into history (tenant_id, work_item_id, seq, at, kind, actor, task_id, data)
  values (p_tenant, p_item, v_seq, p_now, 'task_released', p_actor, p_task, '{"reason": "lease-expired"}');
  insert into queue_deltas (tenant_id, queue_key, state, n)
  values (p_tenant, v_task.queue_key, 'claimed', -1), (p_tenant, v_task.queue_key, 'ready', 1);
  return v_seq;
end $$;

-- A run that nobody finished in time is sent again; its next attempt will take it, or find that its attempts are used up.
create function bpo_code.requeue(p_tenant uuid, p_item uuid, p_run uuid, p_patience interval, p_now timestamptz)
returns boolean language plpgsql as $$
begin
  perform bpo_code.bind(array[p_tenant]);
  perform from work_items where tenant_id = p_tenant and id = p_item for update;
  update runs set state = 'queued', deadline = p_now + p_patience
  where tenant_id = p_tenant and id = p_run and state in ('queued', 'running') and deadline <= p_now;
  if not found then return false; end if;
  insert into outbox (tenant_id, actor, payload)
  values (p_tenant, 'run_automation', json_build_object('tenant', p_tenant, 'run', p_run));
  return true;
end $$;

-- All queued runs of a tenant once more: for a broker that has lost its data.
create function bpo_code.resend(p_tenant uuid) returns bigint language sql as $$
  select bpo_code.bind(array[p_tenant]);
  with sent as (
    insert into outbox (tenant_id, actor, payload)
    select r.tenant_id, 'run_automation', json_build_object('tenant', r.tenant_id, 'run', r.id)
    from runs r where r.tenant_id = p_tenant and r.state = 'queued' returning 1)
  select count(*) from sent
$$;

-- Folds deltas into counts. Exact: both are one transaction, and a report reads both tables in one statement.
create function bpo_code.fold(p_tenants uuid[], p_limit int) returns bigint language plpgsql as $$
declare
  v_folded bigint;
begin
  perform bpo_code.bind(p_tenants);
  with gone as (
    delete from queue_deltas d where d.id = any (array(select id from queue_deltas order by id limit p_limit for update skip locked))
    returning d.tenant_id, d.queue_key, d.state, d.n),
  sums as (select tenant_id, queue_key, state, sum(n) n, count(*) folded from gone group by 1, 2, 3 order by 1, 2, 3),
  counted as (
    insert into queue_counts as c (tenant_id, queue_key, state, n) select tenant_id, queue_key, state, n from sums
    on conflict (tenant_id, queue_key, state) do update set n = c.n + excluded.n)
  select coalesce(sum(folded), 0) into v_folded from sums;
  return v_folded;
end $$;

-- The same of what is due on each day; one at a time, so that a count that has come to nothing can go.
create function bpo_code.fold_dues(p_tenants uuid[], p_limit int) returns bigint language plpgsql as $$
declare
  v_folded bigint;
begin
  if not pg_try_advisory_xact_lock(hashtextextended('bpo due_counts', 0)) then return 0; end if;
  perform bpo_code.bind(p_tenants);
  with gone as (
    delete from due_deltas d where d.id = any (array(select id from due_deltas order by id limit p_limit for update skip locked))
    returning d.tenant_id, d.queue_key, d.due_on, d.n)
  merge into due_counts c
  using (select tenant_id, queue_key, due_on, sum(n) n from gone group by 1, 2, 3) s
    on (c.tenant_id, c.queue_key, c.due_on) = (s.tenant_id, s.queue_key, s.due_on)
  when matched and c.n + s.n = 0 then delete
  when matched then update set n = c.n + s.n
  when not matched then insert (tenant_id, queue_key, due_on, n) values (s.tenant_id, s.queue_key, s.due_on, s.n);
  get diagnostics v_folded = row_count;
  return v_folded;
end $$;

-- Notes how many tasks are ready in each queue, before what was noted in earlier slots, of which p_most stay; a slot in which
-- nobody noted anything is null. Answers in how many queues.
create function bpo_code.note_ready(p_tenants uuid[], p_slot bigint, p_most int) returns bigint language plpgsql as $$
declare
  v_noted bigint;
begin
  perform bpo_code.bind(p_tenants);
  with counted as (
    select tenant_id, queue_key, n from queue_counts where state = 'ready'
    union all
    select tenant_id, queue_key, n from queue_deltas where state = 'ready'),
  noted as (
    insert into queue_past as p (tenant_id, queue_key, slot, ready)
    select q.tenant_id, q.key, p_slot, array[coalesce(sum(c.n), 0)::bigint]
    from queues q left join counted c on c.tenant_id = q.tenant_id and c.queue_key = q.key
    where q.retired_at is null group by q.tenant_id, q.key order by q.tenant_id, q.key
    on conflict (tenant_id, queue_key) do update set
      slot = excluded.slot,
      ready = (excluded.ready || array_fill(null::bigint, array[least(excluded.slot - p.slot - 1, p_most)::int]) || p.ready)[:p_most]
    where p.slot < excluded.slot
    returning 1)
  select count(*) into v_noted from noted;
  return v_noted;
end $$;
