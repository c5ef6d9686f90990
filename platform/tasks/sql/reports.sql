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
