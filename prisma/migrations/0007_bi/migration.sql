-- What BI tools read by SQL: docs/bi.md. The columns are those of src/exports, which a test compares.
CREATE SCHEMA bi;

-- Which empresa a database role sees; nothing for a role that is not here.
CREATE TABLE bi.readers (
    role_name NAME PRIMARY KEY,
    empresa_id INTEGER NOT NULL REFERENCES "empresas"("id") ON DELETE CASCADE ON UPDATE NO ACTION
);

CREATE VIEW bi."imports" WITH (security_barrier) AS
  SELECT
    i.number::text AS "cursor",
    i.number AS "import_number",
    encode(convert_to('Import:' || i.id, 'UTF8'), 'base64') AS "import_id",
    o.code AS "operador",
    i.plantilla_code AS "plantilla",
    i.tipo_archivo_code AS "tipo_archivo",
    i.periodo AS "periodo",
    o.currency AS "currency",
    i.estado::text AS "estado",
    i.phase::text AS "phase",
    i.outcome::text AS "outcome",
    i.failure->>'code' AS "failure_code",
    o.name AS "operador_name",
    o.country AS "country",
    i.validate_only AS "validate_only",
    i.file_name AS "file_name",
    i.file_format::text AS "file_format",
    i.file_bytes AS "file_bytes",
    i.file_sha256 AS "file_sha256",
    i.sheet AS "sheet",
    i.rows_read AS "rows_read",
    i.rows_accepted AS "rows_accepted",
    i.rows_rejected AS "rows_rejected",
    i.rows_skipped AS "rows_skipped",
    i.lineas AS "lineas",
    i.charge_count AS "charges",
    i.net AS "net",
    i.tax AS "tax",
    i.total AS "total",
    i.declared_total AS "declared_total",
    i.declared_total - i.total AS "difference",
    u.usuario AS "created_by",
    i.created_at AS "created_at",
    i.started_at AS "started_at",
    i.finished_at AS "finished_at",
    extract(epoch FROM i.finished_at - i.started_at) AS "seconds",
    i.deleted_at AS "deleted_at",
    i.reverted_at AS "reverted_at",
    i.rows_purged_at AS "rows_purged_at",
    i.sequence AS "sequence"
  FROM "imports" i JOIN "operadores" o ON o.id = i.operador_id JOIN "usuarios" u ON u.id = i.created_by_id
  WHERE i.empresa_id = (SELECT reader.empresa_id FROM bi.readers reader WHERE reader.role_name = current_user);

CREATE VIEW bi."charges" WITH (security_barrier) AS
  SELECT
    i.number || '-' || c.n AS "cursor",
    i.number AS "import_number",
    encode(convert_to('Import:' || i.id, 'UTF8'), 'base64') AS "import_id",
    o.code AS "operador",
    i.plantilla_code AS "plantilla",
    i.tipo_archivo_code AS "tipo_archivo",
    i.periodo AS "periodo",
    o.currency AS "currency",
    c.linea_number AS "linea_number",
    c.account AS "account",
    c.plan AS "plan",
    c.concept::text AS "concept",
    c.operador_concept AS "operador_concept",
    c.description AS "description",
    c.occurred_on AS "occurred_on",
    c.occurred_at AS "occurred_at",
    c.period_from AS "period_from",
    c.period_to AS "period_to",
    c.destination AS "destination",
    c.quantity AS "quantity",
    c.unit::text AS "unit",
    c.net AS "net",
    c.tax AS "tax",
    c.total AS "total",
    i.sheet AS "sheet",
    c."row" AS "file_row",
    CASE WHEN c."column" < 26 THEN chr(65 + c."column") WHEN c."column" < 702 THEN chr(65 + (c."column" - 26) / 26) || chr(65 + (c."column" - 26) % 26) ELSE chr(65 + (c."column" - 702) / 676) || chr(65 + (c."column" - 702) / 26 % 26) || chr(65 + (c."column" - 702) % 26) END AS "file_column"
  FROM "imports" i JOIN "operadores" o ON o.id = i.operador_id JOIN "usuarios" u ON u.id = i.created_by_id
    JOIN "charges" c ON c.empresa_id = i.empresa_id AND c.import_id = i.id
  WHERE i.empresa_id = (SELECT reader.empresa_id FROM bi.readers reader WHERE reader.role_name = current_user)
    AND NOT i.validate_only AND i.outcome IN ('SUCCEEDED', 'SUCCEEDED_WITH_ISSUES') AND i.rows_purged_at IS NULL;

CREATE VIEW bi."issues" WITH (security_barrier) AS
  SELECT
    i.number || '-' || r.n AS "cursor",
    i.number AS "import_number",
    encode(convert_to('Import:' || i.id, 'UTF8'), 'base64') AS "import_id",
    o.code AS "operador",
    i.plantilla_code AS "plantilla",
    i.tipo_archivo_code AS "tipo_archivo",
    i.periodo AS "periodo",
    o.currency AS "currency",
    r.severity::text AS "severity",
    r.code::text AS "code",
    i.sheet AS "sheet",
    r."row" AS "file_row",
    CASE WHEN r."column" < 26 THEN chr(65 + r."column") WHEN r."column" < 702 THEN chr(65 + (r."column" - 26) / 26) || chr(65 + (r."column" - 26) % 26) ELSE chr(65 + (r."column" - 702) / 676) || chr(65 + (r."column" - 702) / 26 % 26) || chr(65 + (r."column" - 702) % 26) END AS "file_column",
    r.header AS "header",
    r.raw_value AS "raw_value",
    r.detail AS "detail",
    r.resolved_at AS "resolved_at"
  FROM "imports" i JOIN "operadores" o ON o.id = i.operador_id JOIN "usuarios" u ON u.id = i.created_by_id
    JOIN "row_issues" r ON r.empresa_id = i.empresa_id AND r.import_id = i.id AND r.attempt = i.attempt
  WHERE i.empresa_id = (SELECT reader.empresa_id FROM bi.readers reader WHERE reader.role_name = current_user)
    AND i.estado = 'FINALIZADO' AND i.rows_purged_at IS NULL;

-- Imports that hold charges.
CREATE VIEW bi.stats_by_operador WITH (security_barrier) AS
  SELECT operador, operador_name, currency, count(*)::int AS imports, sum(rows_read)::bigint AS rows_read,
    sum(rows_rejected)::bigint AS rows_rejected, sum(charges)::bigint AS charges, sum(net) AS net, sum(tax) AS tax,
    sum(total) AS total
  FROM bi.imports WHERE outcome IN ('SUCCEEDED', 'SUCCEEDED_WITH_ISSUES') AND NOT validate_only AND rows_purged_at IS NULL
  GROUP BY operador, operador_name, currency;

CREATE VIEW bi.stats_by_periodo WITH (security_barrier) AS
  SELECT periodo, operador, currency, count(*)::int AS imports, sum(rows_read)::bigint AS rows_read,
    sum(rows_rejected)::bigint AS rows_rejected, sum(charges)::bigint AS charges, sum(net) AS net, sum(tax) AS tax,
    sum(total) AS total
  FROM bi.imports WHERE outcome IN ('SUCCEEDED', 'SUCCEEDED_WITH_ISSUES') AND NOT validate_only AND rows_purged_at IS NULL
  GROUP BY periodo, operador, currency;

CREATE VIEW bi.stats_by_concept WITH (security_barrier) AS
  SELECT periodo, operador, currency, concept, count(*)::bigint AS charges, sum(net) AS net, sum(tax) AS tax,
    sum(total) AS total
  FROM bi.charges GROUP BY periodo, operador, currency, concept;

-- Lets a role that exists read the views of one empresa, and nothing else: SELECT bi.add_reader('bi_acme', 'ACME').
CREATE FUNCTION bi.add_reader(reader NAME, empresa_code TEXT) RETURNS void LANGUAGE plpgsql
  SET search_path FROM CURRENT AS $$
DECLARE empresa INTEGER := (SELECT e.id FROM empresas e WHERE e.code = empresa_code);
BEGIN
  IF empresa IS NULL THEN
    RAISE EXCEPTION
      'No hay ninguna empresa "%"; npm run admin -- empresa list las muestra / There is no empresa "%"; npm run admin -- empresa list shows them',
      empresa_code, empresa_code;
  END IF;
  -- The owner's role is the server's own: reading only would stop it. A superuser is a member of every role.
  IF EXISTS (SELECT 1 FROM pg_roles r WHERE pg_has_role(reader, r.oid, 'MEMBER') AND (r.rolname = 'pg_read_all_data'
      OR r.oid = (SELECT c.relowner FROM pg_class c WHERE c.oid = 'imports'::regclass)))
    OR EXISTS (SELECT 1 FROM pg_roles r WHERE r.rolname = reader AND r.rolbypassrls) THEN
    RAISE EXCEPTION
      'El rol "%" ya lo ve todo; cree uno propio: CREATE ROLE … LOGIN PASSWORD … / The role "%" sees everything anyway; make one of its own: CREATE ROLE … LOGIN PASSWORD …',
      reader, reader;
  END IF;
  EXECUTE format('GRANT USAGE ON SCHEMA bi TO %I', reader);
  EXECUTE format('GRANT SELECT ON bi.imports, bi.charges, bi.issues, bi.stats_by_operador, bi.stats_by_periodo,
    bi.stats_by_concept TO %I', reader);
  EXECUTE format('ALTER ROLE %I SET default_transaction_read_only = on', reader);
  INSERT INTO bi.readers VALUES (reader, empresa) ON CONFLICT (role_name) DO UPDATE SET empresa_id = excluded.empresa_id;
END $$;
REVOKE ALL ON FUNCTION bi.add_reader FROM PUBLIC;
