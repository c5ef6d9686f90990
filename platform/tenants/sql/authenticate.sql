-- Who stands behind a key: nothing when it is unknown, revoked, expired, or its person is inactive. By the unique index on api_keys.digest.
create type bpo_code.tenant_row as (id uuid, slug text, name text, timezone text, country text, state text, weight bigint);

create function bpo_code.authenticate(p_digest bytea, p_now timestamptz)
returns table (principal uuid, key_id uuid, user_id uuid, name text, role text, tenants bpo_code.tenant_row[],
               queues text[], skills text, capacity bigint)
language sql stable security definer set search_path = public, pg_temp as $$
  select coalesce(u.id, k.tenant_id), k.id, u.id, coalesce(u.name, k.name), k.role,
         array(select (t.id, t.slug, t.name, t.timezone, t.country, t.state, t.weight)::bpo_code.tenant_row
               from tenants t
               where t.state <> 'erased'
                 and (k.role = 'platform_admin' or t.id = k.tenant_id
                      or exists (select from memberships m where m.user_id = u.id and m.tenant_id = t.id))
               order by t.slug),
         u.queues, u.skills::text, u.capacity
  from api_keys k left join users u on u.id = k.user_id
  where k.digest = p_digest and k.revoked_at is null and (k.expires_at is null or k.expires_at > p_now)
    and coalesce(u.active, true)
$$;

-- The same in short, for the hot functions: may this key act for that tenant.
create function bpo_code.may_act_for(p_digest bytea, p_tenant uuid, p_now timestamptz)
returns boolean
language sql stable security definer set search_path = public, pg_temp as $$
  select exists (
    select from api_keys k left join users u on u.id = k.user_id
    where k.digest = p_digest and k.revoked_at is null and (k.expires_at is null or k.expires_at > p_now)
      and coalesce(u.active, true)
      and (k.role = 'platform_admin' or k.tenant_id = p_tenant
           or exists (select from memberships m where m.user_id = u.id and m.tenant_id = p_tenant)))
$$;

-- The person behind a key, and the version of all that decides which lanes they serve; nothing when the key is no longer good.
-- Every part of the version only grows, so that an equal sum means that nothing has changed.
create function bpo_code.person_of(p_digest bytea, p_now timestamptz)
returns table (user_id uuid, capacity bigint, version bigint, tenants uuid[])
language sql stable security definer set search_path = public, pg_temp as $$
  select u.id, u.capacity, u.lanes_version + coalesce(m.version, 0)::bigint, coalesce(m.tenants, '{}')
  from api_keys k
  join users u on u.id = k.user_id
  cross join lateral (
    select sum(t.lanes_version) version, array_agg(t.id) tenants
    from memberships m join tenants t on t.id = m.tenant_id where m.user_id = u.id) m
  where k.digest = p_digest and k.revoked_at is null and (k.expires_at is null or k.expires_at > p_now) and u.active
$$;

revoke execute on function bpo_code.authenticate, bpo_code.may_act_for, bpo_code.person_of from public;
grant execute on function bpo_code.authenticate, bpo_code.may_act_for, bpo_code.person_of to bpo_app;

-- From here on this transaction sees the rows of these tenants and no others.
create function bpo_code.bind(p_tenants uuid[]) returns void language sql as $$
  select set_config('bpo.tenants', p_tenants::text, true)
$$;
