-- The key of the environment is the administrator's, and the one that it had before no longer is.
create function bpo_code.admit(p_person uuid, p_key uuid, p_digest bytea, p_now timestamptz)
returns void
language sql security definer set search_path = public, pg_temp as $$
  insert into users (id, email, name, role, created_at)
  values (p_person, 'administrator@localhost', 'Administrator', 'platform_admin', p_now)
  on conflict do nothing;
  update api_keys set revoked_at = p_now
  where user_id = p_person and name = 'BPO_ADMIN_KEY' and digest <> p_digest and revoked_at is null;
  insert into api_keys (id, digest, user_id, role, name, created_at)
  values (p_key, p_digest, p_person, 'platform_admin', 'BPO_ADMIN_KEY', p_now)
  on conflict (digest) do update set revoked_at = null where api_keys.user_id = p_person;
$$;

revoke execute on function bpo_code.admit from public;
grant execute on function bpo_code.admit to bpo_app;
