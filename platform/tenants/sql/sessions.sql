-- Who a session's token stands for, and the language they chose; nothing for a key's digest, or a session that is over.
-- A session that is used stays: what ends it for idleness is moved on, at most once a minute.
create function bpo_code.authenticate_session(p_digest bytea, p_idle interval, p_now timestamptz)
returns table (principal uuid, key_id uuid, user_id uuid, name text, role text, tenants bpo_code.tenant_row[],
               queues text[], skills text, capacity bigint, locale text)
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  update sessions s set seen_at = p_now, idle_until = p_now + p_idle
  where s.digest = p_digest and s.seen_at < p_now - interval '1 minute' and s.idle_until > p_now and s.expires_at > p_now;
  return query
    select a.*, u.locale
    from sessions s join users u on u.id = s.user_id cross join bpo_code.authenticate(p_digest, p_now) a
    where s.digest = p_digest;
end
$$;

-- Of whoever has this address: by the unique index on lower(email).
create function bpo_code.account_of(p_email text)
returns table (user_id uuid, tenant_id uuid, name text, role text, password_hash text)
language sql stable security definer set search_path = public, pg_temp as $$
  select u.id, u.tenant_id, u.name, u.role, u.password_hash
  from users u left join tenants t on t.id = u.tenant_id
  where lower(u.email) = lower(p_email) and u.active
    and coalesce(t.state, 'active') <> 'erased'
$$;

-- Begins a session, and forgets those of the same person that are over.
create function bpo_code.begin_session(
  p_id uuid, p_digest bytea, p_user uuid, p_agent text, p_address text, p_idle interval, p_lasts interval, p_now timestamptz)
returns void
language sql security definer set search_path = public, pg_temp as $$
  delete from sessions s where s.user_id = p_user and (s.idle_until <= p_now or s.expires_at <= p_now);
  insert into sessions (id, digest, user_id, agent, address, created_at, seen_at, idle_until, expires_at)
  values (p_id, p_digest, p_user, p_agent, p_address, p_now, p_now, p_now + p_idle, p_now + p_lasts);
$$;

revoke execute on function bpo_code.authenticate_session, bpo_code.account_of, bpo_code.begin_session from public;
grant execute on function bpo_code.authenticate_session, bpo_code.account_of, bpo_code.begin_session to bpo_app;
