-- What a person did since a time, by the hour of a zone. By tasks_completed_by.
create function bpo_code.my_day(p_tenants uuid[], p_person uuid, p_since timestamptz, p_zone text)
returns table (completed bigint, sla_met numeric, handling_time_s numeric, hours int[], counts int[])
language plpgsql as $$
#variable_conflict use_column
begin
  perform bpo_code.bind(p_tenants);
  return query
    with done as (
      select t.completed_at, t.due_at, t.claimed_at from tasks t
      where t.completed_by = p_person and t.state = 'completed' and t.completed_at >= p_since),
    by_hour as (
      select extract(hour from d.completed_at at time zone p_zone)::int as nth, count(*)::int as n from done d group by 1)
    select count(*), round(avg((d.completed_at <= d.due_at)::int) filter (where d.due_at is not null), 4),
           round(percentile_cont(0.5) within group (order by extract(epoch from d.completed_at - d.claimed_at))::numeric, 3),
           (select coalesce(array_agg(h.nth order by h.nth), '{}') from by_hour h),
           (select coalesce(array_agg(h.n order by h.nth), '{}') from by_hour h)
    from done d;
end $$;

-- How many tasks are ready in each queue of these tenants: what is folded plus what is not yet. By queue_counts_pkey.
create function bpo_code.ready_counts(p_tenants uuid[])
returns table (tenant_id uuid, queue_key text, ready bigint)
language plpgsql as $$
#variable_conflict use_column
begin
  perform bpo_code.bind(p_tenants);
  return query
    select tenant_id, queue_key, sum(n)::bigint from (
      select c.tenant_id, c.queue_key, c.n from queue_counts c where c.state = 'ready'
      union all
      select d.tenant_id, d.queue_key, d.n from queue_deltas d where d.state = 'ready') counted
    group by tenant_id, queue_key having sum(n) > 0;
end $$;
