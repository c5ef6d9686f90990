-- The best ready task of the lanes. Their heads are looked at without a lock and name the lane; of that lane's first 32 rows
-- (the LIMIT keeps the planner from sorting the whole lane under row-level security) the first whose item can be locked is
-- taken; its ready row is deleted, and when none was, another was quicker: look again. After five looks the item of the best
-- row is waited for, as everyone else does who changes one. So an empty answer means that there was none.
create function bpo_code.take_ready(p_tenants uuid[], p_user uuid, p_lanes bigint[])
returns ready_tasks language plpgsql as $$
declare
  v_head record;
  v_row ready_tasks;
begin
  for look in 1..8 loop
    perform bpo_code.bind(p_tenants);
    select h.* into v_head
    from unnest(p_lanes) l (id) cross join lateral (
      select r.lane_id, r.tenant_id, r.work_item_id, r.rank, r.created_at, r.task_id from ready_tasks r
      where r.lane_id = l.id and (r.barred is null or not p_user = any (r.barred))
      order by r.rank, r.created_at, r.task_id limit 1) h
    order by h.rank, h.created_at, h.task_id limit 1;
    if not found then return null; end if;
    perform bpo_code.bind(array[v_head.tenant_id]);
    if look > 5 then
      perform from work_items w where w.tenant_id = v_head.tenant_id and w.id = v_head.work_item_id for update;
    end if;
    select r.* into v_row
    from (select r.* from ready_tasks r
          where r.lane_id = v_head.lane_id and (r.barred is null or not p_user = any (r.barred))
          order by r.rank, r.created_at, r.task_id limit 32) r
    join work_items w on w.tenant_id = r.tenant_id and w.id = r.work_item_id
    order by r.rank, r.created_at, r.task_id limit 1 for update of w skip locked;
    continue when not found;
    delete from ready_tasks r
    where (r.lane_id, r.rank, r.created_at, r.task_id) = (v_row.lane_id, v_row.rank, v_row.created_at, v_row.task_id);
    if found then return v_row; end if;
  end loop;
  return null;
end $$;

-- Takes a chosen task, if it stands in one of the person's lanes. Waits for its item as everyone does.
-- outcome: claimed | absent | not-offered | taken | stale | at-capacity
create function bpo_code.claim_chosen(
  p_digest bytea, p_tenants uuid[], p_user uuid, p_lanes bigint[], p_version bigint, p_capacity bigint,
  p_actor json, p_task uuid, p_now timestamptz)
returns table (outcome text, task_id uuid, work bpo_code.case_row) language plpgsql as $$
declare
  v_task tasks;
  v_outcome text := bpo_code.may_hold_more(p_digest, p_tenants, p_user, p_version, p_capacity, p_now);
begin
  if v_outcome is not null then
    return query select v_outcome, null::uuid, null::bpo_code.case_row;
    return;
  end if;
  select * into v_task from tasks t where t.id = p_task;
  if found then
    perform bpo_code.bind(array[v_task.tenant_id]);
    perform from work_items w where w.tenant_id = v_task.tenant_id and w.id = v_task.work_item_id for update;
    select * into v_task from tasks t where t.tenant_id = v_task.tenant_id and t.id = p_task;
  end if;
  v_outcome := case
    when v_task.id is null or not v_task.lane_id = any (p_lanes) and v_task.reserved_for is null then 'absent'
    when v_task.reserved_for <> p_user or p_user = any (v_task.barred) then 'not-offered'
    when v_task.state <> 'ready' then 'taken'
    else 'claimed' end;
  if v_outcome <> 'claimed' then
    return query select v_outcome, null::uuid, null::bpo_code.case_row;
    return;
  end if;
  delete from ready_tasks r
  where (r.lane_id, r.rank, r.created_at, r.task_id) = (v_task.lane_id, v_task.rank, v_task.created_at, v_task.id);
  perform bpo_code.hold(v_task.tenant_id, v_task.work_item_id, v_task.id, p_user, p_actor, p_now);
  return query select 'claimed', v_task.id, c from bpo_code.read_case(array[v_task.tenant_id], 'task', v_task.id) c;
end $$;

-- Null: yes. Two claims of one person cannot both see room for one more, since the person's row is locked before all else.
create function bpo_code.may_hold_more(
  p_digest bytea, p_tenants uuid[], p_user uuid, p_version bigint, p_capacity bigint, p_now timestamptz)
returns text language plpgsql as $$
begin
  perform bpo_code.bind(p_tenants);
  if p_capacity is not null then
    perform from users u where u.id = p_user for update;
  end if;
  if p_version is distinct from bpo_code.lanes_version(p_digest, p_now) then return 'stale'; end if;
  if bpo_code.effort_held(p_user) >= p_capacity then return 'at-capacity'; end if;
  return null;
end $$;

-- Takes the next task for a person. p_version: that of the person's lanes, as they were looked up.
-- outcome: claimed | none | stale (look the lanes up again) | at-capacity
create function bpo_code.claim(
  p_digest bytea, p_tenants uuid[], p_user uuid, p_lanes bigint[], p_version bigint, p_capacity bigint,
  p_actor json, p_now timestamptz)
returns table (outcome text, task_id uuid, work bpo_code.case_row) language plpgsql as $$
declare
  v_row ready_tasks;
  v_refusal text := bpo_code.may_hold_more(p_digest, p_tenants, p_user, p_version, p_capacity, p_now);
begin
  if v_refusal is not null then
    return query select v_refusal, null::uuid, null::bpo_code.case_row;
    return;
  end if;
  v_row := bpo_code.take_ready(p_tenants, p_user, p_lanes);
  if v_row.task_id is null then
    return query select 'none', null::uuid, null::bpo_code.case_row;
    return;
  end if;
  perform bpo_code.hold(v_row.tenant_id, v_row.work_item_id, v_row.task_id, p_user, p_actor, p_now);
  return query select 'claimed', v_row.task_id, c from bpo_code.read_case(array[v_row.tenant_id], 'task', v_row.task_id) c;
end $$;

create function bpo_code.effort_held(p_user uuid) returns numeric language sql stable as $$
  select coalesce(sum(coalesce(weight, 1)), 0) from tasks where assignee = p_user and state = 'claimed'
$$;

-- The task becomes the person's for the queue's lease; its ready row is gone and its item locked.
create function bpo_code.hold(
  p_tenant uuid, p_item uuid, p_task uuid, p_user uuid, p_actor json, p_now timestamptz)
returns void language plpgsql as $$
declare
  v_seq bigint;
  v_queue text;
begin
  update tasks t set state = 'claimed', lease_token = t.lease_token + 1, assignee = p_user, claimed_at = p_now,
    lease_until = p_now + (select q.lease from queues q where q.tenant_id = p_tenant and q.key = t.queue_key)
  where t.tenant_id = p_tenant and t.id = p_task returning t.queue_key into v_queue;
  update work_items w set seq = w.seq + 1 where w.tenant_id = p_tenant and w.id = p_item returning w.seq into v_seq;
  insert into history (tenant_id, work_item_id, seq, at, kind, actor, task_id)
  values (p_tenant, p_item, v_seq, p_now, 'task_claimed', p_actor, p_task);
  insert into queue_deltas (tenant_id, queue_key, state, n)
  values (p_tenant, v_queue, 'ready', -1), (p_tenant, v_queue, 'claimed', 1);
end $$;
