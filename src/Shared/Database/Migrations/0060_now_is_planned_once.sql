-- 0060_now_is_planned_once: a SQL function that reads a table is parsed and planned at every call, two or three times in each arm and outcome.
-- PL/pgSQL keeps the plan for the session.

create or replace function snsops.now() returns timestamptz language plpgsql stable parallel safe as
$$ begin return (select statement_timestamp() + turned_by from snsops.clock where only_row); end $$;
