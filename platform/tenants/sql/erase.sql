-- Deletes up to p_limit rows of a tenant that is being erased, and in the end the tenant itself. Answers how many; null when
-- nothing is left. It runs as the owner, since nobody else may delete from history and audit; of a tenant that is not being
-- erased it deletes nothing. The tenant's own row stays until p_settled: until then a transaction that began before the
-- erasure may still write.
create function bpo_code.erase(p_tenant uuid, p_limit int, p_settled timestamptz, p_now timestamptz) returns bigint
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  v_table text;
  v_gone bigint;
begin
  if not exists (select from tenants where id = p_tenant and state = 'erased') then return null; end if;
  perform set_config('bpo.tenants', array[p_tenant]::text, true);
  for v_table in
    select c.relname from pg_class c join pg_attribute a on a.attrelid = c.oid
    where c.relnamespace = 'public'::regnamespace and c.relrowsecurity and a.attname = 'tenant_id' and c.relname <> 'users'
    order by c.relname
  loop
    execute format(
      'delete from %1$I where ctid = any (array(select ctid from %1$I where tenant_id = $1 limit $2))', v_table)
      using p_tenant, p_limit;
    get diagnostics v_gone = row_count;
    if v_gone > 0 then return v_gone; end if;
  end loop;
  delete from idempotency where ctid = any (array(select ctid from idempotency where owner_id = p_tenant limit p_limit));
  get diagnostics v_gone = row_count;
  if v_gone > 0 or p_now < p_settled then return v_gone; end if;
  return bpo_code.erase_tenant(p_tenant);
end $$;

-- The tenant's people and keys, who was assigned to it, and its row.
create function bpo_code.erase_tenant(p_tenant uuid) returns bigint
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  update users u set lanes_version = u.lanes_version + t.lanes_version + 1   -- a version only grows, with one tenant less too
  from memberships m join tenants t on t.id = m.tenant_id where m.user_id = u.id and m.tenant_id = p_tenant;
  update desks d set weights = (d.weights::jsonb - t.slug)::json from tenants t where t.id = p_tenant and d.weights::jsonb ? t.slug;
  delete from jobs j where j.tenant_ids = array[p_tenant] and j.kind <> 'erase';
  delete from sessions s using users u where s.user_id = u.id and u.tenant_id = p_tenant;
  delete from api_keys k where k.tenant_id = p_tenant or k.user_id in (select u.id from users u where u.tenant_id = p_tenant);
  delete from idempotency i using users u where i.owner_id = u.id and u.tenant_id = p_tenant;
  delete from memberships m where m.tenant_id = p_tenant or m.user_id in (select u.id from users u where u.tenant_id = p_tenant);
  delete from users u where u.tenant_id = p_tenant;
  delete from tenants t where t.id = p_tenant;
  return 1;
end $$;

revoke execute on function bpo_code.erase, bpo_code.erase_tenant from public;
grant execute on function bpo_code.erase to bpo_app;
