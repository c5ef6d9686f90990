-- What is open in the queues of these tenants, in all or in those of one key. Counts are what is folded plus what is not yet,
-- those of what was due on earlier days (UTC), too; only what was due today is read, from tasks_due.
create function bpo_code.open_figures(p_tenants uuid[], p_queue text, p_now timestamptz)
returns table (tenant_id uuid, queue_key text, ready bigint, claimed bigint, pended bigint, overdue bigint)
language plpgsql as $$
#variable_conflict use_column
declare
  v_today date := (p_now at time zone 'utc')::date;
begin
  perform bpo_code.bind(p_tenants);
  return query
    with counted as (
      select c.tenant_id, c.queue_key, c.state, c.n from queue_counts c
      union all
      select d.tenant_id, d.queue_key, d.state, d.n from queue_deltas d),
    counts as (
      select tenant_id, queue_key,
             coalesce(sum(n) filter (where state = 'ready'), 0)::bigint ready,
             coalesce(sum(n) filter (where state = 'claimed'), 0)::bigint claimed,
             coalesce(sum(n) filter (where state = 'pended'), 0)::bigint pended
      from counted group by tenant_id, queue_key),
    due_before as (
      select tenant_id, queue_key, sum(n)::bigint n from (
        select c.tenant_id, c.queue_key, c.n from due_counts c where c.due_on < v_today
        union all
        select d.tenant_id, d.queue_key, d.n from due_deltas d where d.due_on < v_today) due
      group by tenant_id, queue_key)
    select q.tenant_id, q.key, coalesce(n.ready, 0), coalesce(n.claimed, 0), coalesce(n.pended, 0),
           coalesce(b.n, 0) + today.overdue
    from queues q
    left join counts n on n.tenant_id = q.tenant_id and n.queue_key = q.key
    left join due_before b on b.tenant_id = q.tenant_id and b.queue_key = q.key
    cross join lateral (
      select count(*) overdue from tasks t
      where t.tenant_id = q.tenant_id and t.queue_key = q.key and t.state in ('ready', 'claimed', 'pended')
        and t.due_at >= v_today::timestamp at time zone 'utc' and t.due_at < p_now) today
    where q.tenant_id = any (p_tenants) and q.key = coalesce(p_queue, q.key);
end $$;

-- The same with what was done today. By tasks_waiting and tasks_done, which hold all that is asked for. p_days: when today began
-- in each tenant's zone.
create function bpo_code.queue_figures(p_tenants uuid[], p_days timestamptz[], p_now timestamptz)
returns table (tenant_id uuid, queue_key text, ready bigint, claimed bigint, pended bigint, overdue bigint,
               oldest_ready_at timestamptz, completed_today bigint, sla_met numeric, handling_time_s numeric)
language plpgsql as $$
#variable_conflict use_column
begin
  return query
    select q.tenant_id, q.key, n.ready, n.claimed, n.pended, n.overdue, oldest.ready_at, done.completed, done.sla_met,
           done.handling_time_s
    from bpo_code.open_figures(p_tenants, null, p_now) n
    join queues q on q.tenant_id = n.tenant_id and q.key = n.queue_key
    join unnest(p_tenants, p_days) day (tenant_id, began) on day.tenant_id = q.tenant_id
    left join lateral (
      select t.ready_at from tasks t
      where t.tenant_id = q.tenant_id and t.queue_key = q.key and t.state = 'ready' order by t.ready_at limit 1) oldest on true
    cross join lateral (
      select count(*) completed,
             round(count(*) filter (where t.completed_at <= t.due_at)::numeric / nullif(count(t.due_at), 0), 4) sla_met,
             round(percentile_cont(0.5) within group (order by date_part('epoch', t.completed_at - t.claimed_at))::numeric, 3)
               handling_time_s
      from tasks t
      where t.tenant_id = q.tenant_id and t.queue_key = q.key and t.state = 'completed' and t.completed_at >= day.began) done
    where q.retired_at is null or n.ready + n.claimed + n.pended > 0
    order by q.tenant_id, q.key;
end $$;

-- What the scheduler noted of these tenants' queues.
create function bpo_code.queue_pasts(p_tenants uuid[])
returns table (tenant_id uuid, queue_key text, slot bigint, ready bigint[]) language plpgsql as $$
#variable_conflict use_column
begin
  perform bpo_code.bind(p_tenants);
  return query select tenant_id, queue_key, slot, ready from queue_past;
end $$;

-- How many items came and ended in each interval of the tenant's zone: counted in work_items_pkey (ids are times) and
-- work_items_ended alone. Straight through: closed without a task completed by a person.
create function bpo_code.throughput(p_tenants uuid[], p_zones text[], p_interval text, p_since timestamptz, p_least_id uuid)
returns table (tenant_id uuid, began timestamptz, received bigint, closed bigint, cancelled bigint, straight_through bigint)
language plpgsql as $$
#variable_conflict use_column
declare
  v_step interval := ('1 ' || p_interval)::interval;
begin
  perform bpo_code.bind(p_tenants);
  return query
    select z.tenant_id, i.began, came.n, ended.closed, ended.cancelled, ended.straight
    from unnest(p_tenants, p_zones) z (tenant_id, zone)
    cross join lateral (
      select b began, date_add(b, v_step, z.zone) ended
      from (select uuid_extract_timestamp(w.id) at from work_items w where w.tenant_id = z.tenant_id order by w.id limit 1) first
      cross join generate_series(date_trunc(p_interval, greatest(p_since, first.at), z.zone), now(), v_step, z.zone) b) i
    cross join lateral (
      select count(*) n from work_items w
      where w.tenant_id = z.tenant_id and w.id >= greatest(p_least_id, bpo_code.first_id(i.began))
        and w.id < bpo_code.first_id(i.ended)) came
    cross join lateral (
      select count(*) filter (where w.state = 'closed') closed, count(*) filter (where w.state = 'cancelled') cancelled,
             count(*) filter (where w.state = 'closed' and not w.by_hand) straight
      from work_items w
      where w.tenant_id = z.tenant_id and w.state in ('closed', 'cancelled') and w.closed_at >= greatest(p_since, i.began)
        and w.closed_at < i.ended) ended
    where came.n + ended.closed + ended.cancelled > 0
    order by z.tenant_id, i.began;
end $$;

-- The least id of what is made at this time, which has no part of a millisecond.
create function bpo_code.first_id(p_at timestamptz) returns uuid language sql immutable as $$
  select (lpad(to_hex((extract(epoch from p_at) * 1000)::bigint), 12, '0') || repeat('0', 20))::uuid
$$;

-- The same of a person's own items: those of which they completed a task.
create function bpo_code.own_throughput(
  p_tenants uuid[], p_zones text[], p_interval text, p_since timestamptz, p_least_id uuid, p_person uuid)
returns table (tenant_id uuid, began timestamptz, received bigint, closed bigint, cancelled bigint, straight_through bigint)
language plpgsql as $$
#variable_conflict use_column
begin
  perform bpo_code.bind(p_tenants);
  return query
    with moments as (
      select o.tenant_id, uuid_extract_timestamp(o.work_item_id) at, 1 received, 0 closed, 0 cancelled
      from bpo_code.own_items(p_person) o where o.work_item_id >= p_least_id
      union all
      select e.tenant_id, e.closed_at, 0, (e.state = 'closed')::int, (e.state = 'cancelled')::int
      from bpo_code.own_ended(p_tenants, p_since, p_person) e)
    select m.tenant_id, date_trunc(p_interval, m.at, z.zone) began, sum(received), sum(closed), sum(cancelled), 0::bigint
    from moments m join unnest(p_tenants, p_zones) z (tenant_id, zone) using (tenant_id)
    group by 1, 2 order by 1, 2;
end $$;

-- In tasks_of_person alone.
create function bpo_code.own_items(p_person uuid) returns table (tenant_id uuid, work_item_id uuid) language sql stable as $$
  select distinct t.tenant_id, t.work_item_id from tasks t where t.assignee = p_person and t.state = 'completed'
$$;

-- Those of them that ended since, in work_items_ended alone.
create function bpo_code.own_ended(p_tenants uuid[], p_since timestamptz, p_person uuid)
returns table (tenant_id uuid, type text, state text, closed_at timestamptz, promised_at timestamptz)
language sql stable as $$
  select w.tenant_id, w.type, w.state, w.closed_at, w.promised_at
  from work_items w join bpo_code.own_items(p_person) o on o.tenant_id = w.tenant_id and o.work_item_id = w.id
  where w.tenant_id = any (p_tenants) and w.state in ('closed', 'cancelled') and w.closed_at >= p_since
$$;

-- How the promises to the client were kept, by type, for items that ended since: counted in work_items_ended alone; or, for a
-- person, among their own items, none of which goes straight through.
create function bpo_code.promises(p_tenants uuid[], p_since timestamptz, p_person uuid)
returns table (tenant_id uuid, type text, closed bigint, promised bigint, in_time bigint, straight_through bigint)
language plpgsql as $$
#variable_conflict use_column
begin
  perform bpo_code.bind(p_tenants);
  if p_person is null then
    return query
      select w.tenant_id, w.type, count(*), count(w.promised_at), count(*) filter (where w.closed_at <= w.promised_at),
             count(*) filter (where not w.by_hand)
      from work_items w
      where w.tenant_id = any (p_tenants) and w.state in ('closed', 'cancelled') and w.state = 'closed' and w.closed_at >= p_since
      group by w.tenant_id, w.type order by w.tenant_id, w.type;
  else
    return query
      select e.tenant_id, e.type, count(*), count(e.promised_at), count(*) filter (where e.closed_at <= e.promised_at), 0::bigint
      from bpo_code.own_ended(p_tenants, p_since, p_person) e where e.state = 'closed'
      group by e.tenant_id, e.type order by e.tenant_id, e.type;
  end if;
end $$;

-- What people did since, and hold now. By tasks_done and tasks_of_person.
create function bpo_code.people_figures(p_tenants uuid[], p_since timestamptz, p_person uuid)
returns table (person uuid, name text, completed bigint, sla_met numeric, handling_time_s numeric, claimed bigint)
language plpgsql as $$
#variable_conflict use_column
begin
  perform bpo_code.bind(p_tenants);
  return query
    with done as (
      select t.completed_by person, count(*) completed,
             round(count(*) filter (where t.completed_at <= t.due_at)::numeric / nullif(count(t.due_at), 0), 4) sla_met,
             round(percentile_cont(0.5) within group (order by date_part('epoch', t.completed_at - t.claimed_at))::numeric, 3)
               handling_time_s
      from queues q join tasks t on t.tenant_id = q.tenant_id and t.queue_key = q.key
      where t.state = 'completed' and t.completed_at >= p_since and (p_person is null or t.completed_by = p_person)
      group by t.completed_by),
    held as (
      select t.assignee person, count(*) claimed from tasks t
      where t.state = 'claimed' and (p_person is null or t.assignee = p_person) group by t.assignee)
    select u.id, u.name, coalesce(d.completed, 0), d.sla_met, d.handling_time_s, coalesce(h.claimed, 0)
    from users u left join done d on d.person = u.id left join held h on h.person = u.id
    where (p_person is null or u.id = p_person)
      and (d.person is not null or h.person is not null or (u.role = 'operator' and u.active and exists (
        select from memberships m where m.user_id = u.id and m.tenant_id = any (p_tenants))))
    order by u.name, u.id;
end $$;

-- What machines did since. By runs_pkey.
create function bpo_code.automation_figures(p_tenants uuid[], p_least_id uuid, p_person uuid)
returns table (tenant_id uuid, automation text, succeeded bigint, failed bigint, under_way bigint, median_time_s numeric)
language plpgsql as $$
#variable_conflict use_column
begin
  perform bpo_code.bind(p_tenants);
  return query
    select r.tenant_id, r.automation, count(*) filter (where r.state = 'succeeded'), count(*) filter (where r.state = 'failed'),
           count(*) filter (where r.state in ('queued', 'running')),
           round(percentile_cont(0.5) within group (order by date_part('epoch', r.finished_at - r.queued_at))::numeric, 3)
    from runs r
    where r.tenant_id = any (p_tenants) and r.id >= p_least_id and (p_person is null or (r.tenant_id, r.work_item_id) in (
        select o.tenant_id, o.work_item_id from bpo_code.own_items(p_person) o))
    group by r.tenant_id, r.automation order by r.tenant_id, r.automation;
end $$;
