-- A file of an item, and that somebody attached it. Answers the seq of that.
create function bpo_code.attach(
  p_tenant uuid, p_item uuid, p_id uuid, p_author json, p_name text, p_media_type text, p_size bigint, p_sha256 text,
  p_now timestamptz)
returns bigint language plpgsql as $$
declare
  v_seq bigint;
  v_data json := json_build_object('id', p_id, 'name', p_name, 'sha256', p_sha256);
begin
  perform bpo_code.bind(array[p_tenant]);
  update work_items set seq = seq + 1 where tenant_id = p_tenant and id = p_item returning seq into v_seq;
  insert into attachments (tenant_id, id, work_item_id, at, author, name, media_type, size_bytes, sha256)
  values (p_tenant, p_id, p_item, p_now, p_author, p_name, p_media_type, p_size, p_sha256);
  insert into history (tenant_id, work_item_id, seq, at, kind, actor, data)
  values (p_tenant, p_item, v_seq, p_now, 'attached', p_author, v_data);
  perform bpo_code.audit(
    p_tenant, array[row(p_author, 'work_item.attached', p_item::text, v_data)::bpo_code.audit_row], p_now);
  return v_seq;
end $$;
