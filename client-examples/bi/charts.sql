-- For Metabase, Superset or any other tool that speaks SQL, as a role made with bi.add_reader: docs/bi.md.

-- What each operador has billed
SELECT operador_name, currency, imports, charges, total
FROM bi.stats_by_operador ORDER BY total DESC;

-- Month by month
SELECT periodo, operador, currency, charges, total
FROM bi.stats_by_periodo ORDER BY periodo, operador;

-- What the last periodo consists of
SELECT concept, currency, sum(charges) AS charges, sum(total) AS total
FROM bi.stats_by_concept
WHERE periodo = (SELECT max(periodo) FROM bi.stats_by_periodo)
GROUP BY concept, currency ORDER BY total DESC;

-- The dearest lines of the last periodo
SELECT linea_number, currency, count(*) AS charges, sum(total) AS total
FROM bi.charges
WHERE periodo = (SELECT max(periodo) FROM bi.stats_by_periodo) AND linea_number IS NOT NULL
GROUP BY linea_number, currency ORDER BY total DESC LIMIT 100;

-- What was rejected, and why
SELECT operador, code, count(*) AS rows, min(raw_value) AS example
FROM bi.issues WHERE severity = 'ERROR' AND resolved_at IS NULL
GROUP BY operador, code ORDER BY rows DESC;

-- Imports of the last thirty days
SELECT import_number, operador, periodo, outcome, rows_read, rows_rejected, total, currency, finished_at
FROM bi.imports WHERE finished_at >= now() - interval '30 days' ORDER BY finished_at DESC;
