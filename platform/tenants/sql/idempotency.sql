-- A key of the principal for one path. A twin in flight is seen by a lock that is tried, never by waiting on the index.
create function bpo_code.idempotency_begin(p_owner uuid, p_path text, p_key text, p_body bytea)
returns table (outcome text, status int, answer text) language plpgsql as $$
declare
  kept idempotency;
begin
  if not pg_try_advisory_xact_lock(hashtextextended(p_owner || p_path || chr(10) || p_key, 0)) then
    return query select 'in-flight', null::int, null::text;
    return;
  end if;
  select * into kept from idempotency i where i.owner_id = p_owner and i.path = p_path and i.key = p_key;
  if not found then
    return query select 'fresh', null::int, null::text;
  elsif kept.body_digest = p_body then
    return query select 'replay', kept.status::int, kept.answer;
  else
    return query select 'reused', null::int, null::text;
  end if;
end $$;

create function bpo_code.idempotency_keep(
  p_owner uuid, p_path text, p_key text, p_body bytea, p_status int, p_answer text, p_now timestamptz)
returns void language sql as $$
  insert into idempotency (owner_id, path, key, body_digest, status, answer, created_at)
  values (p_owner, p_path, p_key, p_body, p_status, p_answer, p_now)
  on conflict (owner_id, path, key) do nothing
$$;

-- Keys are remembered for 48 hours. One forgets at a time; another finds nothing to do. By idempotency_created_at.
create function bpo_code.idempotency_forget(p_before timestamptz, p_limit int) returns bigint language sql as $$
  with turn as materialized (select pg_try_advisory_xact_lock(hashtextextended('idempotency_forget', 0)) is_ours),
  old as (select owner_id, path, key from turn join idempotency on is_ours where created_at < p_before limit p_limit),
  gone as (delete from idempotency i using old o
           where (i.owner_id, i.path, i.key) = (o.owner_id, o.path, o.key) returning 1)
  select count(*) from gone
$$;
