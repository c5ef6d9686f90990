-- Earlier items of the same type with the same fingerprint, not cancelled, the newest first. By the primary key of fingerprints.
create function bpo_code.find_same(
  p_tenant uuid, p_item uuid, p_fields text[], p_digest bytea, p_since timestamptz, p_limit int)
returns table (id uuid, reference text) language plpgsql as $$
#variable_conflict use_column
begin
  perform bpo_code.bind(array[p_tenant]);
  return query
    select w.id, w.reference
    from work_items me
    join fingerprint_sets s on s.tenant_id = p_tenant and s.type = me.type and s.fields = p_fields
    join fingerprints f on f.tenant_id = p_tenant and f.set_id = s.id and f.digest = p_digest
    join work_items w on w.tenant_id = p_tenant and w.id = f.work_item_id
    where me.tenant_id = p_tenant and me.id = p_item and w.cancelled_at is null
      and (w.received_at, w.id) < (me.received_at, me.id) and (p_since is null or w.received_at >= p_since)
    order by w.received_at desc, w.id desc limit p_limit;
end $$;

-- The set of these fields, made when it is new: from then on intake writes its fingerprints. `made_by` tells which transactions
-- may still write items without.
create function bpo_code.fingerprint_set(p_tenant uuid, p_type text, p_fields text[], p_new uuid)
returns table (id uuid, is_complete boolean, made_by text) language plpgsql as $$
#variable_conflict use_column
begin
  perform bpo_code.bind(array[p_tenant]);
  insert into fingerprint_sets (tenant_id, id, type, fields) values (p_tenant, p_new, p_type, p_fields)
  on conflict (tenant_id, type, fields) do nothing;
  if found then
    update tenants set config_version = config_version + 1 where id = p_tenant;
  end if;
  return query select s.id, s.is_complete, pg_current_xact_id()::text from fingerprint_sets s
    where s.tenant_id = p_tenant and s.type = p_type and s.fields = p_fields;
end $$;

-- Whether every transaction that began before this one has ended.
create function bpo_code.is_settled(p_xact text) returns boolean language sql volatile as $$
  select pg_snapshot_xmin(pg_current_snapshot()) > p_xact::xid8
$$;

-- Documents of the type after this item, in order of id, for a set that is not yet complete.
create function bpo_code.documents_after(p_tenant uuid, p_type text, p_after uuid, p_limit int)
returns table (id uuid, document json) language plpgsql as $$
#variable_conflict use_column
begin
  perform bpo_code.bind(array[p_tenant]);
  return query
    select w.id, d.document
    from (select w.id, w.document_version from work_items w
          where w.tenant_id = p_tenant and w.id > p_after and w.type = p_type order by w.id limit p_limit) w
    join documents d on d.tenant_id = p_tenant and d.work_item_id = w.id and d.version = w.document_version
    order by w.id;
end $$;

create function bpo_code.add_fingerprints(p_tenant uuid, p_set uuid, p_items uuid[], p_digests bytea[], p_is_last boolean)
returns void language plpgsql as $$
begin
  perform bpo_code.bind(array[p_tenant]);
  insert into fingerprints (tenant_id, set_id, digest, work_item_id)
  select p_tenant, p_set, digest, item from unnest(p_items, p_digests) f (item, digest) on conflict do nothing;
  if p_is_last then
    update fingerprint_sets set is_complete = true where tenant_id = p_tenant and id = p_set;
  end if;
end $$;
