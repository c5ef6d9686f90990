-- A key that is neither revoked nor expired. By the unique index on api_keys.digest. Inlined, as the two after it are.
create function bpo_code.key_of(p_digest bytea, p_now timestamptz)
returns table (id uuid, user_id uuid, tenant_id uuid, role text, name text)
language sql stable as $$
  select k.id, k.user_id, k.tenant_id, k.role, k.name
  from public.api_keys k
  where k.digest = p_digest and k.revoked_at is null and (k.expires_at is null or k.expires_at > p_now)
$$;

-- A session of a browser that is neither idle nor expired. By the unique index on sessions.digest.
create function bpo_code.session_of(p_digest bytea, p_now timestamptz)
returns table (id uuid, user_id uuid, tenant_id uuid, role text, name text)
language sql stable as $$
  select s.id, s.user_id, u.tenant_id, u.role, u.name
  from public.sessions s join public.users u on u.id = s.user_id
  where s.digest = p_digest and s.idle_until > p_now and s.expires_at > p_now
$$;

-- What a digest is of.
create function bpo_code.credential(p_digest bytea, p_now timestamptz)
returns table (id uuid, user_id uuid, tenant_id uuid, role text, name text)
language sql stable as $$
  select * from bpo_code.key_of(p_digest, p_now) union all select * from bpo_code.session_of(p_digest, p_now)
$$;

-- Who stands behind a key or a session: nothing when it is no longer good, or its person is inactive.
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
  from bpo_code.credential(p_digest, p_now) k left join users u on u.id = k.user_id
  where coalesce(u.active, true)
$$;

-- The same in short, for the hot functions: may this key act for that tenant. Step by step, since one statement for all kinds of
-- keys costs a tenant's own, which sends the most, the look into every table.
create function bpo_code.may_act_for(p_digest bytea, p_tenant uuid, p_now timestamptz)
returns boolean
language plpgsql stable security definer set search_path = public, pg_temp as $$
declare
  v_key record;
begin
  select k.user_id, k.tenant_id, k.role into v_key from bpo_code.key_of(p_digest, p_now) k;
  if not found then
    select s.user_id, s.tenant_id, s.role into v_key from bpo_code.session_of(p_digest, p_now) s;
    if not found then return false; end if;
  end if;
  if v_key.user_id is not null and not exists (select from users u where u.id = v_key.user_id and u.active) then
    return false;
  end if;
  return v_key.role = 'platform_admin' or coalesce(v_key.tenant_id = p_tenant, false)
    or exists (select from memberships m where m.user_id = v_key.user_id and m.tenant_id = p_tenant);
end $$;

-- The person behind a key, and the version of all that decides which lanes they serve; nothing when the key is no longer good.
-- Every part of the version only grows, so that an equal sum means that nothing has changed.
create function bpo_code.person_of(p_digest bytea, p_now timestamptz)
returns table (user_id uuid, capacity bigint, version bigint, tenants uuid[])
language sql stable security definer set search_path = public, pg_temp as $$
  select u.id, u.capacity, u.lanes_version + coalesce(m.version, 0)::bigint, coalesce(m.tenants, '{}')
  from bpo_code.credential(p_digest, p_now) k
  join users u on u.id = k.user_id
  cross join lateral (
    select sum(t.lanes_version) version, array_agg(t.id) tenants
    from memberships m join tenants t on t.id = m.tenant_id where m.user_id = u.id) m
  where u.active
$$;

revoke execute on function bpo_code.authenticate, bpo_code.may_act_for, bpo_code.person_of from public;
grant execute on function bpo_code.authenticate, bpo_code.may_act_for, bpo_code.person_of to bpo_app;

-- From here on this transaction sees the rows of these tenants and no others.
-- Inlined, which it would not be if it returned nothing.
create function bpo_code.bind(p_tenants uuid[]) returns text language sql as $$
  select set_config('bpo.tenants', p_tenants::text, true)
$$;
