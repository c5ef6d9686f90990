-- How long the ready tasks of each queue have waited: of each the p_most oldest, by tasks_waiting, so that a long queue costs
-- no more than a short one. What is past its due time counts as overdue alone.
create function bpo_code.queue_ages(p_tenants uuid[], p_most int, p_now timestamptz)
returns table (tenant_id uuid, queue_key text, overdue bigint, over_4_h bigint, over_1_h bigint, younger bigint)
language plpgsql as $$
#variable_conflict use_column
begin
  perform bpo_code.bind(p_tenants);
  return query
    select q.tenant_id, q.key,
           count(*) filter (where t.is_late),
           count(*) filter (where not t.is_late and t.waited >= interval '4 hours'),
           count(*) filter (where not t.is_late and t.waited >= interval '1 hour' and t.waited < interval '4 hours'),
           count(*) filter (where not t.is_late and t.waited < interval '1 hour')
    from queues q
    cross join lateral (
      select coalesce(t.due_at < p_now, false) is_late, p_now - t.ready_at waited from tasks t
      where t.tenant_id = q.tenant_id and t.queue_key = q.key and t.state = 'ready' order by t.ready_at limit p_most) t
    where q.tenant_id = any (p_tenants)
    group by q.tenant_id, q.key;
end $$;
