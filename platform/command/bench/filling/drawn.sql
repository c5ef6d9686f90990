-- The items number $1 to $2 of $3, the first of them as old as $4, the last new; $5 begins their references. Tenants that come
-- first have more of them. Half was completed by people, some was cancelled or went straight through; of what is open most is
-- ready, some pended, hardly any claimed: nobody holds many at once.
insert into drawn
with dice as materialized (
  select nth, (nth - $3) * ($4::interval / $3) age, floor(power(random(), 2) * (select count(*) from places)) slot,
         random() fate, random() chance, random() pace, random() urgency
  from generate_series($1::bigint, $2) nth),
dealt as (
  select d.*, p.*, uuidv7(age) item, case when fate >= 0.04 then uuidv7(age) end task, case when fate < 0.04 then uuidv7(age) end run,
         case when fate < 0.04 then 'none' when fate < 0.06 then 'cancelled' when fate < 0.56 then 'completed'
              when fate < 0.6 then 'pended' when fate < 0.6001 then 'claimed' else 'ready' end task_state,
         p.people[1 + floor(chance * cardinality(p.people))] somebody,
         p.dispositions[1 + floor(pace * cardinality(p.dispositions))] said
  from dice d join places p using (slot)),
timed as (
  select d.*, uuid_extract_timestamp(item) at, now() - uuid_extract_timestamp(item) waited,
         task_state in ('claimed', 'pended', 'completed') is_worked, task_state in ('none', 'cancelled', 'completed') is_ended
  from dealt d)
select tenant_id, item, task, run, d.type, $5 || lpad(d.nth::text, 9, '0'), coalesce(s.document, '{}'), s.words,
       json_build_object('role', 'client', 'name', 'filled'), task_type, type_version, queue_key, lane_id,
       (array[50, 50, 50, 20, 80])[1 + floor(urgency * 5)],
       machine.automation, machine.result,
       case when not is_ended then 'open' when task_state = 'cancelled' then 'cancelled' else 'closed' end, task_state,
       case task_state when 'completed' then said when 'cancelled' then 'cancelled' when 'none' then 'completed' end,
       case task_state when 'ready' then 3 when 'claimed' then 4 when 'pended' then 5 when 'completed' then 7 else 6 end,
       case when is_worked then somebody end, case when task_state = 'completed' then said end,
       case task_state when 'completed' then 'task.' || task_type when 'cancelled' then 'cancelled'
                       when 'none' then 'automation.' || machine.automation end,
       at, case when urgency < 0.8 then at + interval '4 hours' + urgency * interval '200 days' end,
       case when is_worked then at + least(waited, interval '2 days') * pace * 0.9 end,
       case when is_ended then at + least(waited, interval '2 days') * pace end,
       case when task_state = 'pended' then now() + interval '1 hour' + chance * interval '20 days' end
from timed d
left join (values
  (0, 'duplicate_check', '{"duplicate": false, "of": []}'::json),
  (1, 'reserve_stock', '{"filled": false, "lines": [{"sku": "filled", "asked": 3, "reserved": 0, "short": 3}]}'))
  machine (nth, automation, result) on d.run is not null and machine.nth = floor(chance * 2)
left join samples s on s.type = d.type and s.nth = d.nth % 100
order by item
