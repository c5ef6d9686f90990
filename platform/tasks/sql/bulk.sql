-- What a bulk request had made when it was asked before under the same key: each item it made is a record of its own.
create function bpo_code.idempotency_keep_many(
  p_owner uuid, p_path text, p_key text, p_nths int[], p_answers text[], p_now timestamptz)
returns void language sql as $$
  insert into idempotency (owner_id, path, key, body_digest, status, answer, created_at)
  select p_owner, p_path || '#' || nth, p_key, '', 201, answer, p_now from unnest(p_nths, p_answers) m (nth, answer)
  on conflict (owner_id, path, key) do nothing
$$;

create function bpo_code.idempotency_of_many(p_owner uuid, p_path text, p_key text, p_nths int[])
returns table (nth int, answer text) language sql stable as $$
  select n.nth, i.answer from unnest(p_nths) n (nth)
  join idempotency i on i.owner_id = p_owner and i.path = p_path || '#' || n.nth and i.key = p_key
$$;
