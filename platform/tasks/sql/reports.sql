-- What is in the queues of the bound tenants. Counts are what is folded plus what is not yet; the rest is read by tasks_due,
-- tasks_waiting and tasks_done. p_days: when today began in each tenant's zone.
create function bpo_code.queue_figures(p_tenants uuid[], p_days timestamptz[], p_now timestamptz)
returns table (tenant_id uuid, queue_key text, ready bigint, claimed bigint, pended bigint, overdue bigint,
               oldest_ready_at timestamptz, completed_today bigint, sla_met numeric, handling_time_s numeric)
language plpgsql as $$
#variable_conflict use_column
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
      from counted group by tenant_id, queue_key)
    select q.tenant_id, q.key, coalesce(n.ready, 0), coalesce(n.claimed, 0), coalesce(n.pended, 0),
           late.overdue, oldest.ready_at, done.completed, done.sla_met, done.handling_time_s
    from unnest(p_tenants, p_days) day (tenant_id, began)
    join queues q on q.tenant_id = day.tenant_id
    left join counts n on n.tenant_id = q.tenant_id and n.queue_key = q.key
    cross join lateral (
      select count(*) overdue from tasks t
      where t.tenant_id = q.tenant_id and t.queue_key = q.key and t.state in ('ready', 'claimed', 'pended')
        and t.due_at < p_now) late
    left join lateral (
      select t.ready_at from tasks t
      where t.tenant_id = q.tenant_id and t.queue_key = q.key and t.state = 'ready' order by t.ready_at limit 1) oldest on true
    cross join lateral (
      select count(*) completed,
             round(avg((t.completed_at <= t.due_at)::int) filter (where t.due_at is not null), 4) sla_met,
             round(percentile_cont(0.5) within group (order by extract(epoch from t.completed_at - t.claimed_at))::numeric, 3)
               handling_time_s
      from tasks t
      where t.tenant_id = q.tenant_id and t.queue_key = q.key and t.state = 'completed' and t.completed_at >= day.began) done
    where q.retired_at is null or coalesce(n.ready + n.claimed + n.pended, 0) > 0
    order by q.tenant_id, q.key;
end $$;

-- Items by the interval of the tenant's zone in which they came and ended. By work_items_pkey (ids are times) and
-- work_items_ended. Straight through: closed without a task completed by a person.
create function bpo_code.throughput(
  p_tenants uuid[], p_zones text[], p_interval text, p_since timestamptz, p_least_id uuid, p_person uuid)
returns table (tenant_id uuid, began timestamptz, received bigint, closed bigint, cancelled bigint, straight_through bigint)
language plpgsql as $$
#variable_conflict use_column
begin
  perform bpo_code.bind(p_tenants);
  return query
    with zones as (select * from unnest(p_tenants, p_zones) z (tenant_id, zone)),
    moments as (
      select w.tenant_id, date_trunc(p_interval, w.received_at, z.zone) began, 1 received, 0 closed, 0 cancelled, 0 straight
      from zones z join work_items w on w.tenant_id = z.tenant_id
      where w.id >= p_least_id and w.received_at >= p_since and bpo_code.is_of(p_person, w.tenant_id, w.id)
      union all
      select w.tenant_id, date_trunc(p_interval, w.closed_at, z.zone), 0, (w.state = 'closed')::int, (w.state = 'cancelled')::int,
             (w.state = 'closed' and bpo_code.is_straight_through(w.tenant_id, w.id))::int
      from zones z join work_items w on w.tenant_id = z.tenant_id
      where w.state in ('closed', 'cancelled') and w.closed_at >= p_since and bpo_code.is_of(p_person, w.tenant_id, w.id))
    select tenant_id, began, sum(received), sum(closed), sum(cancelled), sum(straight) from moments
    group by tenant_id, began order by tenant_id, began;
end $$;

-- Whether an item is among a person's own: they completed a task of it. Nobody named: every item is.
create function bpo_code.is_of(p_person uuid, p_tenant uuid, p_item uuid) returns boolean language sql stable as $$
  select p_person is null or exists (
    select from tasks t where t.tenant_id = p_tenant and t.work_item_id = p_item and t.completed_by = p_person)
$$;

create function bpo_code.is_straight_through(p_tenant uuid, p_item uuid) returns boolean language sql stable as $$
  select not exists (select from tasks t where t.tenant_id = p_tenant and t.work_item_id = p_item and t.state = 'completed')
$$;

-- How the promises to the client were kept, by type, for items that ended since. By work_items_ended.
create function bpo_code.promises(p_tenants uuid[], p_since timestamptz, p_person uuid)
returns table (tenant_id uuid, type text, closed bigint, promised bigint, in_time bigint, straight_through bigint)
language plpgsql as $$
#variable_conflict use_column
begin
  perform bpo_code.bind(p_tenants);
  return query
    select w.tenant_id, w.type, count(*), count(w.promised_at), count(*) filter (where w.closed_at <= w.promised_at),
           count(*) filter (where bpo_code.is_straight_through(w.tenant_id, w.id))
    from work_items w
    where w.tenant_id = any (p_tenants) and w.state = 'closed' and w.closed_at >= p_since
      and bpo_code.is_of(p_person, w.tenant_id, w.id)
    group by w.tenant_id, w.type order by w.tenant_id, w.type;
end $$;

-- What people did since, and hold now. By tasks_done and tasks_held.
create function bpo_code.people_figures(p_tenants uuid[], p_since timestamptz, p_person uuid)
returns table (person uuid, name text, completed bigint, sla_met numeric, handling_time_s numeric, claimed bigint)
language plpgsql as $$
#variable_conflict use_column
begin
  perform bpo_code.bind(p_tenants);
  return query
    with done as (
      select t.completed_by person, count(*) completed,
             round(avg((t.completed_at <= t.due_at)::int) filter (where t.due_at is not null), 4) sla_met,
             round(percentile_cont(0.5) within group (order by extract(epoch from t.completed_at - t.claimed_at))::numeric, 3)
               handling_time_s
      from queues q join tasks t on t.tenant_id = q.tenant_id and t.queue_key = q.key
      where t.state = 'completed' and t.completed_at >= p_since group by t.completed_by),
    held as (select t.assignee person, count(*) claimed from tasks t where t.state = 'claimed' group by t.assignee)
    select u.id, u.name, coalesce(d.completed, 0), d.sla_met, d.handling_time_s, coalesce(h.claimed, 0)
    from users u left join done d on d.person = u.id left join held h on h.person = u.id
    where (p_person is null or u.id = p_person)
      and (d.person is not null or h.person is not null or (u.role = 'operator' and u.active and exists (
        select from memberships m where m.user_id = u.id and m.tenant_id = any (p_tenants))))
    order by u.name, u.id;
end $$;

-- What machines did since. By runs_list.
create function bpo_code.automation_figures(p_tenants uuid[], p_least_id uuid, p_person uuid)
returns table (tenant_id uuid, automation text, succeeded bigint, failed bigint, under_way bigint, median_time_s numeric)
language plpgsql as $$
#variable_conflict use_column
begin
  perform bpo_code.bind(p_tenants);
  return query
    select r.tenant_id, r.automation, count(*) filter (where r.state = 'succeeded'), count(*) filter (where r.state = 'failed'),
           count(*) filter (where r.state in ('queued', 'running')),
           round(percentile_cont(0.5) within group (order by extract(epoch from r.finished_at - r.queued_at))::numeric, 3)
    from runs r
    where r.tenant_id = any (p_tenants) and r.id >= p_least_id and bpo_code.is_of(p_person, r.tenant_id, r.work_item_id)
    group by r.tenant_id, r.automation order by r.tenant_id, r.automation;
end $$;
