create type bpo_code.head as (
  lane_id bigint, tenant_id uuid, work_item_id uuid, rank timestamptz, created_at timestamptz, task_id uuid);

create function bpo_code.head_of(p_lane bigint, p_user uuid) returns setof bpo_code.head language sql stable as $$
  select r.lane_id, r.tenant_id, r.work_item_id, r.rank, r.created_at, r.task_id from ready_tasks r
  where r.lane_id = p_lane and (r.barred is null or not p_user = any (r.barred))
  order by r.rank, r.created_at, r.task_id limit 1
$$;

-- Every fair desk draws one of the tenants that have something ready there, by weight, and offers its least rank; every other
-- lane offers its own; the least of the offers. A tenant is drawn as the first of exponential clocks that run at the weights'
-- rates, each set by a hash of the seed: one uniform draw by weight, whatever the number of tenants.
create function bpo_code.fair_head(
  p_user uuid, p_lanes bigint[], p_desks text[], p_weights bigint[], p_seed bigint)
returns bpo_code.head language sql stable as $$
  with heads as materialized (
    select h, l.desk, l.weight
    from unnest(p_lanes, p_desks, p_weights) l (id, desk, weight) cross join lateral bpo_code.head_of(l.id, p_user) h),
  drawn as (
    select distinct on (desk) desk, (h).tenant_id from heads where weight is not null
    order by desk, -ln(((hashtextextended(desk || (h).tenant_id, p_seed) & 4503599627370495) + 1) / 4503599627370497.0) / weight)
  select (h).* from heads left join drawn using (desk)
  where weight is null or (h).tenant_id = drawn.tenant_id
  order by (h).rank, (h).created_at, (h).task_id limit 1
$$;

-- The best ready task of the lanes. Their heads are looked at without a lock and name the lane; of that lane's first 32 rows
-- (the LIMIT keeps the planner from sorting the whole lane under row-level security) the first whose item can be locked is
-- taken; its ready row is deleted. Where all 32 are locked it looks again; at its sixth look it waits for the item of the best
-- row, as everyone does who changes one, and takes that or nothing. So an empty answer means that there was none, and no claim
-- holds two items. Whenever it has locked an item of which another took the task, the answer has a lane and no task: the
-- caller's transaction is to be begun again, since it would otherwise wait for the next item while it holds this one.
-- p_desks, p_weights: where a desk of the lanes is fair (else null), which, and what each tenant weighs there.
create function bpo_code.take_ready(
  p_tenants uuid[], p_user uuid, p_lanes bigint[], p_desks text[], p_weights bigint[], p_seed bigint)
returns ready_tasks language plpgsql as $$
declare
  v_head bpo_code.head;
  v_row ready_tasks;
begin
  for look in 1..6 loop
    perform bpo_code.bind(p_tenants);
    if p_weights is null then
      select h.* into v_head
      from unnest(p_lanes) l (id) cross join lateral bpo_code.head_of(l.id, p_user) h
      order by h.rank, h.created_at, h.task_id limit 1;
    else
      v_head := bpo_code.fair_head(p_user, p_lanes, p_desks, p_weights, p_seed);
    end if;
    if v_head.task_id is null then return null; end if;
    perform bpo_code.bind(array[v_head.tenant_id]);
    if look = 6 then
      perform from work_items w where w.tenant_id = v_head.tenant_id and w.id = v_head.work_item_id for update;
    end if;
    select r.* into v_row
    from (select r.* from ready_tasks r
          where r.lane_id = v_head.lane_id and (r.barred is null or not p_user = any (r.barred))
          order by r.rank, r.created_at, r.task_id limit 32) r
    join work_items w on w.tenant_id = r.tenant_id and w.id = r.work_item_id
    where look < 6 or w.id = v_head.work_item_id
    order by r.rank, r.created_at, r.task_id limit 1 for update of w skip locked;
    continue when not found;
    delete from ready_tasks r
    where (r.lane_id, r.rank, r.created_at, r.task_id) = (v_row.lane_id, v_row.rank, v_row.created_at, v_row.task_id);
    if not found then v_row.task_id := null; end if;
    return v_row;
  end loop;
  v_row.lane_id := v_head.lane_id;
  v_row.task_id := null;
  return v_row;
end $$;

-- Who claims: the person behind the key, when their lanes are still those of p_version and they may hold one more task.
-- Two claims of one person cannot both see room for one, since a person with a capacity is locked before all else.
-- refusal: stale (look the lanes up again) | at-capacity
create function bpo_code.claimer(p_digest bytea, p_version bigint, p_now timestamptz)
returns table (user_id uuid, tenants uuid[], refusal text) language plpgsql as $$
declare
  v_person record;
begin
  select * into v_person from bpo_code.person_of(p_digest, p_now);
  perform bpo_code.bind(coalesce(v_person.tenants, '{}'));
  if v_person.capacity is not null then
    perform from users u where u.id = v_person.user_id for no key update;
  end if;
  return query select v_person.user_id, v_person.tenants, case
    when v_person.version is distinct from p_version then 'stale'
    when v_person.capacity is null then null
    when bpo_code.effort_held(v_person.user_id) >= v_person.capacity then 'at-capacity' end;
end $$;

-- Takes the next task of these lanes. outcome: claimed | none | again | stale | at-capacity
create function bpo_code.claim(
  p_digest bytea, p_version bigint, p_lanes bigint[], p_desks text[], p_weights bigint[], p_seed bigint, p_actor json,
  p_now timestamptz)
returns table (outcome text, task_id uuid, work bpo_code.case_row) language plpgsql as $$
declare
  v_claimer record;
  v_row ready_tasks;
begin
  select * into v_claimer from bpo_code.claimer(p_digest, p_version, p_now);
  if v_claimer.refusal is null then
    v_row := bpo_code.take_ready(v_claimer.tenants, v_claimer.user_id, p_lanes, p_desks, p_weights, p_seed);
  end if;
  if v_row.task_id is null then
    return query select coalesce(v_claimer.refusal, case when v_row.lane_id is null then 'none' else 'again' end), null::uuid,
      null::bpo_code.case_row;
    return;
  end if;
  perform bpo_code.hold(v_row.tenant_id, v_row.work_item_id, v_row.task_id, v_claimer.user_id, p_actor, p_now);
  return query select 'claimed', v_row.task_id, c from bpo_code.case_of(v_row.tenant_id, v_row.work_item_id) c;
end $$;

-- Takes a chosen task, if it stands in one of the person's lanes. Waits for its item as everyone does.
-- outcome: claimed | absent | not-offered | taken | stale | at-capacity
create function bpo_code.claim_chosen(
  p_digest bytea, p_version bigint, p_lanes bigint[], p_task uuid, p_actor json, p_now timestamptz)
returns table (outcome text, task_id uuid, work bpo_code.case_row) language plpgsql as $$
declare
  v_claimer record;
  v_task tasks;
  v_outcome text;
begin
  select * into v_claimer from bpo_code.claimer(p_digest, p_version, p_now);
  select * into v_task from tasks t where t.id = p_task;
  if v_claimer.refusal is distinct from 'stale' and v_task.id is not null then
    perform bpo_code.bind(array[v_task.tenant_id]);
    perform from work_items w where w.tenant_id = v_task.tenant_id and w.id = v_task.work_item_id for update;
    select * into v_task from tasks t where t.tenant_id = v_task.tenant_id and t.id = p_task;
  end if;
  v_outcome := case
    when v_claimer.refusal = 'stale' then 'stale'
    when v_task.reserved_for <> v_claimer.user_id then 'not-offered'
    when v_task.id is null or not v_task.lane_id = any (p_lanes) then 'absent'
    when v_claimer.user_id = any (v_task.barred) then 'not-offered'
    when v_task.state <> 'ready' then 'taken'
    else coalesce(v_claimer.refusal, 'claimed') end;
  if v_outcome <> 'claimed' then
    return query select v_outcome, null::uuid, null::bpo_code.case_row;
    return;
  end if;
  delete from ready_tasks r
  where (r.lane_id, r.rank, r.created_at, r.task_id) = (v_task.lane_id, v_task.rank, v_task.created_at, v_task.id);
  perform bpo_code.hold(v_task.tenant_id, v_task.work_item_id, v_task.id, v_claimer.user_id, p_actor, p_now);
  return query select 'claimed', v_task.id, c from bpo_code.case_of(v_task.tenant_id, v_task.work_item_id) c;
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

-- What its holder has filled in so far. False: another has the task by now.
create function bpo_code.save_draft(p_tenant uuid, p_item uuid, p_task uuid, p_user uuid, p_token bigint, p_result json)
returns boolean language plpgsql as $$
begin
  perform bpo_code.bind(array[p_tenant]);
  perform from work_items where tenant_id = p_tenant and id = p_item for update;
  update tasks set draft = p_result
  where tenant_id = p_tenant and id = p_task and assignee = p_user and lease_token = p_token and state in ('claimed', 'ready');
  return found;
end $$;

-- Somebody who is no longer active holds nothing: their leases run out now. Their own row is locked, and their tasks' items
-- are, in order of id. Answers what changed.
create function bpo_code.end_leases(p_user uuid, p_actor json, p_now timestamptz)
returns table (tenant_id uuid, work_item_id uuid, seq bigint) language plpgsql as $$
#variable_conflict use_column
declare
  v_held record;
begin
  perform bpo_code.bind(array(select m.tenant_id from memberships m where m.user_id = p_user));
  for v_held in
    select * from unnest(array(
      select t from tasks t where t.assignee = p_user and t.state = 'claimed' order by t.work_item_id, t.id)) t
  loop
    perform bpo_code.bind(array[v_held.tenant_id]);
    perform from work_items where tenant_id = v_held.tenant_id and id = v_held.work_item_id for update;
    update tasks set lease_until = least(lease_until, p_now)
    where tenant_id = v_held.tenant_id and id = v_held.id and assignee = p_user and state = 'claimed';
    if found then
      return query select v_held.tenant_id, v_held.work_item_id,
        bpo_code.lapse(v_held.tenant_id, v_held.work_item_id, v_held.id, p_actor, p_now);
    end if;
  end loop;
end $$;
