-- CreateSchema
CREATE SCHEMA IF NOT EXISTS "public";

-- CreateEnum
CREATE TYPE "role" AS ENUM ('ADMIN', 'SUPERVISOR', 'ANALYST', 'READER');

-- CreateEnum
CREATE TYPE "file_kind" AS ENUM ('DETALLE_CONSUMO', 'CHARGES', 'LINEA_SUMMARY', 'ADJUSTMENTS', 'INVOICE', 'LINEA_INVENTORY');

-- CreateEnum
CREATE TYPE "estado" AS ENUM ('PENDIENTE', 'EN_PROCESO', 'FINALIZADO', 'ELIMINADO');

-- CreateEnum
CREATE TYPE "import_phase" AS ENUM ('AWAITING_FILE', 'READY', 'SCHEDULED', 'QUEUED', 'READING', 'AWAITING_CONFIRMATION', 'STORING', 'RECONCILING', 'RESUMING', 'CANCELING', 'DONE');

-- CreateEnum
CREATE TYPE "import_outcome" AS ENUM ('SUCCEEDED', 'SUCCEEDED_WITH_ISSUES', 'FAILED', 'CANCELED', 'REVERTED');

-- CreateEnum
CREATE TYPE "error_policy" AS ENUM ('REJECT_FILE', 'REJECT_ROWS');

-- CreateEnum
CREATE TYPE "duplicate_policy" AS ENUM ('REJECT', 'REPLACE', 'ADD');

-- CreateEnum
CREATE TYPE "programacion_mode" AS ENUM ('AHORA', 'EN_FECHA');

-- CreateEnum
CREATE TYPE "file_format" AS ENUM ('XLSX', 'XLSM', 'XLSB', 'XLS', 'ODS', 'CSV', 'HTML', 'ZIP', 'PDF', 'IMAGE', 'ENCRYPTED', 'EMPTY', 'UNKNOWN');

-- CreateEnum
CREATE TYPE "import_event_kind" AS ENUM ('CREATED', 'FILE_RECEIVED', 'SCHEDULED', 'QUEUED', 'STARTED', 'STORING', 'AWAITING_CONFIRMATION', 'CONFIRMED', 'RECONCILING', 'RESUMED', 'CANCELING', 'FINISHED', 'CANCELED', 'DELETED', 'REVERTED', 'REPROCESSED');

-- CreateEnum
CREATE TYPE "severity" AS ENUM ('ERROR', 'WARNING', 'INFO');

-- CreateEnum
CREATE TYPE "row_issue_code" AS ENUM ('MISSING_COLUMN', 'DUPLICATE_COLUMN', 'NEW_COLUMN', 'MISSING_VALUE', 'INVALID_NUMBER', 'AMBIGUOUS_NUMBER', 'INVALID_DATE', 'AMBIGUOUS_DATE', 'INVALID_TIME', 'DATE_OUTSIDE_PERIODO', 'INVALID_DURATION', 'INVALID_DATA_VOLUME', 'INVALID_PERIODO', 'INVALID_LINEA', 'LINEA_LOST_DIGITS', 'GARBLED_TEXT', 'FORMULA_WITHOUT_VALUE', 'ERROR_CELL', 'DUPLICATE_ROW', 'TOTAL_ROW', 'EXCLUDED_ROW', 'OTHER_PERIODO', 'UNKNOWN_CONCEPT', 'TOTAL_MISMATCH');

-- CreateEnum
CREATE TYPE "charge_concept" AS ENUM ('FIXED_CHARGE', 'PRORATION', 'DISCOUNT', 'BONUS', 'PACKAGE', 'VOICE', 'DATA', 'SMS', 'ROAMING', 'LONG_DISTANCE', 'THIRD_PARTY', 'DEVICE', 'RECONNECTION', 'ADJUSTMENT', 'TAX', 'OTHER');

-- CreateEnum
CREATE TYPE "unit" AS ENUM ('MINUTE', 'SECOND', 'KB', 'MB', 'GB', 'EVENT', 'MONTH');

-- CreateTable
CREATE TABLE "empresas" (
    "id" SERIAL NOT NULL,
    "code" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "last_number" INTEGER NOT NULL DEFAULT 0,
    "last_sequence" BIGINT NOT NULL DEFAULT 0,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "empresas_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "usuarios" (
    "id" SERIAL NOT NULL,
    "empresa_id" INTEGER NOT NULL,
    "usuario" TEXT NOT NULL,
    "usuario_key" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "role" "role" NOT NULL,
    "contrasena_hash" TEXT NOT NULL,
    "active" BOOLEAN NOT NULL DEFAULT true,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "usuarios_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "sessions" (
    "id" SERIAL NOT NULL,
    "empresa_id" INTEGER NOT NULL,
    "usuario_id" INTEGER NOT NULL,
    "family" UUID NOT NULL,
    "token_hash" BYTEA NOT NULL,
    "refresh_hash" BYTEA NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "refresh_expires_at" TIMESTAMPTZ(3) NOT NULL,
    "rotated_at" TIMESTAMPTZ(3),
    "revoked_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "sessions_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "login_attempts" (
    "key" TEXT NOT NULL,
    "count" INTEGER NOT NULL,
    "window_ends_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "login_attempts_pkey" PRIMARY KEY ("key")
);

-- CreateTable
CREATE TABLE "operadores" (
    "id" SERIAL NOT NULL,
    "empresa_id" INTEGER,
    "code" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "country" TEXT NOT NULL,
    "currency" TEXT NOT NULL,
    "time_zone" TEXT NOT NULL,
    "active" BOOLEAN NOT NULL DEFAULT true,

    CONSTRAINT "operadores_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "plantillas" (
    "id" SERIAL NOT NULL,
    "empresa_id" INTEGER,
    "operador_id" INTEGER NOT NULL,
    "code" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "version" INTEGER NOT NULL,
    "valid_from" TEXT,
    "valid_to" TEXT,
    "definition" JSONB NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "plantillas_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "tipos_archivo" (
    "id" SERIAL NOT NULL,
    "plantilla_id" INTEGER NOT NULL,
    "code" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "kind" "file_kind" NOT NULL,
    "required" BOOLEAN NOT NULL,
    "position" INTEGER NOT NULL,

    CONSTRAINT "tipos_archivo_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "imports" (
    "id" SERIAL NOT NULL,
    "empresa_id" INTEGER NOT NULL,
    "number" INTEGER NOT NULL,
    "estado" "estado" NOT NULL DEFAULT 'PENDIENTE',
    "phase" "import_phase" NOT NULL DEFAULT 'AWAITING_FILE',
    "outcome" "import_outcome",
    "version" INTEGER NOT NULL DEFAULT 0,
    "sequence" BIGINT NOT NULL DEFAULT 0,
    "operador_id" INTEGER NOT NULL,
    "plantilla_id" INTEGER NOT NULL,
    "tipo_archivo_id" INTEGER NOT NULL,
    "plantilla_code" TEXT NOT NULL,
    "tipo_archivo_code" TEXT NOT NULL,
    "periodo" TEXT NOT NULL,
    "programacion_mode" "programacion_mode" NOT NULL,
    "programacion_at" TIMESTAMPTZ(3),
    "error_policy" "error_policy" NOT NULL,
    "duplicate_policy" "duplicate_policy" NOT NULL,
    "validate_only" BOOLEAN NOT NULL,
    "require_confirmation" BOOLEAN NOT NULL,
    "file_key" TEXT,
    "file_name" TEXT,
    "file_bytes" BIGINT,
    "file_sha256" TEXT,
    "file_format" "file_format",
    "file_received_at" TIMESTAMPTZ(3),
    "file_purged_at" TIMESTAMPTZ(3),
    "requested_sheet" TEXT,
    "sheet" TEXT,
    "sheets" TEXT[],
    "header_row" INTEGER,
    "queued_at" TIMESTAMPTZ(3),
    "started_at" TIMESTAMPTZ(3),
    "finished_at" TIMESTAMPTZ(3),
    "attempt" INTEGER NOT NULL DEFAULT 0,
    "losses" INTEGER NOT NULL DEFAULT 0,
    "attempt_started_at" TIMESTAMPTZ(3),
    "node" TEXT,
    "lease_ends_at" TIMESTAMPTZ(3),
    "heartbeat_at" TIMESTAMPTZ(3),
    "percent" DOUBLE PRECISION,
    "rows_read" INTEGER NOT NULL DEFAULT 0,
    "rows_total" INTEGER,
    "rows_accepted" INTEGER NOT NULL DEFAULT 0,
    "rows_rejected" INTEGER NOT NULL DEFAULT 0,
    "rows_skipped" INTEGER NOT NULL DEFAULT 0,
    "bytes_read" BIGINT NOT NULL DEFAULT 0,
    "lineas" INTEGER NOT NULL DEFAULT 0,
    "charge_count" INTEGER NOT NULL DEFAULT 0,
    "net" DECIMAL NOT NULL DEFAULT 0,
    "tax" DECIMAL NOT NULL DEFAULT 0,
    "total" DECIMAL NOT NULL DEFAULT 0,
    "declared_total" DECIMAL,
    "issue_counts" JSONB NOT NULL DEFAULT '{}',
    "failure" JSONB,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "created_by_id" INTEGER NOT NULL,
    "deleted_at" TIMESTAMPTZ(3),
    "deleted_by_id" INTEGER,
    "reverted_at" TIMESTAMPTZ(3),
    "reverted_by_id" INTEGER,
    "revert_reason" TEXT,
    "retry_of_id" INTEGER,
    "replaces_id" INTEGER,

    CONSTRAINT "imports_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "import_events" (
    "empresa_id" INTEGER NOT NULL,
    "sequence" BIGINT NOT NULL,
    "import_id" INTEGER NOT NULL,
    "kind" "import_event_kind" NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "actor_id" INTEGER,
    "from_estado" "estado",
    "to_estado" "estado" NOT NULL,
    "from_phase" "import_phase",
    "to_phase" "import_phase" NOT NULL,
    "outcome" "import_outcome",
    "note" TEXT,

    CONSTRAINT "import_events_pkey" PRIMARY KEY ("empresa_id","sequence")
);

-- CreateTable
CREATE TABLE "row_issues" (
    "empresa_id" INTEGER NOT NULL,
    "import_id" INTEGER NOT NULL,
    "attempt" INTEGER NOT NULL,
    "n" INTEGER NOT NULL,
    "severity" "severity" NOT NULL,
    "code" "row_issue_code" NOT NULL,
    "row" INTEGER NOT NULL,
    "column" INTEGER,
    "header" TEXT,
    "raw_value" TEXT,
    "detail" TEXT,
    "resolved_at" TIMESTAMPTZ(3),
    "resolved_by_id" INTEGER,

    CONSTRAINT "row_issues_pkey" PRIMARY KEY ("empresa_id","import_id","attempt","n")
);

-- CreateTable
CREATE TABLE "charges" (
    "empresa_id" INTEGER NOT NULL,
    "import_id" INTEGER NOT NULL,
    "n" INTEGER NOT NULL,
    "row" INTEGER NOT NULL,
    "column" INTEGER,
    "linea_number" TEXT,
    "account" TEXT,
    "plan" TEXT,
    "concept" "charge_concept" NOT NULL,
    "operador_concept" TEXT NOT NULL,
    "description" TEXT,
    "occurred_on" DATE,
    "occurred_at" TIMESTAMP(0),
    "period_from" DATE,
    "period_to" DATE,
    "destination" TEXT,
    "quantity" DECIMAL,
    "unit" "unit",
    "net" DECIMAL NOT NULL,
    "tax" DECIMAL NOT NULL,
    "total" DECIMAL NOT NULL,

    CONSTRAINT "charges_pkey" PRIMARY KEY ("empresa_id","import_id","n")
);

-- CreateTable
CREATE TABLE "import_row_hashes" (
    "empresa_id" INTEGER NOT NULL,
    "import_id" INTEGER NOT NULL,
    "chunk" INTEGER NOT NULL,
    "hashes" BYTEA NOT NULL,

    CONSTRAINT "import_row_hashes_pkey" PRIMARY KEY ("empresa_id","import_id","chunk")
);

-- CreateTable
CREATE TABLE "import_accounts" (
    "empresa_id" INTEGER NOT NULL,
    "operador_id" INTEGER NOT NULL,
    "plantilla_code" TEXT NOT NULL,
    "tipo_archivo_code" TEXT NOT NULL,
    "periodo" TEXT NOT NULL,
    "account" TEXT NOT NULL,
    "import_id" INTEGER NOT NULL,

    CONSTRAINT "import_accounts_pkey" PRIMARY KEY ("empresa_id","operador_id","plantilla_code","tipo_archivo_code","periodo","account","import_id")
);

-- CreateTable
CREATE TABLE "idempotency_keys" (
    "empresa_id" INTEGER NOT NULL,
    "usuario_id" INTEGER NOT NULL,
    "key" TEXT NOT NULL,
    "parameters" TEXT NOT NULL,
    "import_id" INTEGER NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "idempotency_keys_pkey" PRIMARY KEY ("empresa_id","usuario_id","key")
);

-- CreateIndex
CREATE UNIQUE INDEX "empresas_code_key" ON "empresas"("code");

-- CreateIndex
CREATE UNIQUE INDEX "usuarios_usuario_key_key" ON "usuarios"("usuario_key");

-- CreateIndex
CREATE INDEX "usuarios_empresa_id_id_idx" ON "usuarios"("empresa_id", "id");

-- CreateIndex
CREATE UNIQUE INDEX "sessions_token_hash_key" ON "sessions"("token_hash");

-- CreateIndex
CREATE UNIQUE INDEX "sessions_refresh_hash_key" ON "sessions"("refresh_hash");

-- CreateIndex
CREATE INDEX "sessions_empresa_id_usuario_id_idx" ON "sessions"("empresa_id", "usuario_id");

-- CreateIndex
CREATE INDEX "sessions_family_idx" ON "sessions"("family");

-- CreateIndex
CREATE INDEX "sessions_refresh_expires_at_idx" ON "sessions"("refresh_expires_at");

-- CreateIndex
CREATE UNIQUE INDEX "operadores_empresa_id_code_key" ON "operadores"("empresa_id", "code") NULLS NOT DISTINCT;

-- CreateIndex
CREATE INDEX "plantillas_operador_id_idx" ON "plantillas"("operador_id");

-- CreateIndex
CREATE UNIQUE INDEX "plantillas_empresa_id_operador_id_code_version_key" ON "plantillas"("empresa_id", "operador_id", "code", "version") NULLS NOT DISTINCT;

-- CreateIndex
CREATE UNIQUE INDEX "tipos_archivo_plantilla_id_code_key" ON "tipos_archivo"("plantilla_id", "code");

-- CreateIndex
CREATE INDEX "imports_empresa_id_estado_created_at_id_idx" ON "imports"("empresa_id", "estado", "created_at", "id");

-- CreateIndex
CREATE INDEX "imports_empresa_id_created_at_id_idx" ON "imports"("empresa_id", "created_at", "id");

-- CreateIndex
CREATE INDEX "imports_empresa_id_estado_queued_at_id_idx" ON "imports"("empresa_id", "estado", "queued_at", "id");

-- CreateIndex
CREATE INDEX "imports_empresa_id_file_sha256_idx" ON "imports"("empresa_id", "file_sha256");

-- CreateIndex
CREATE INDEX "imports_empresa_id_operador_id_plantilla_code_tipo_archivo__idx" ON "imports"("empresa_id", "operador_id", "plantilla_code", "tipo_archivo_code", "periodo");

-- CreateIndex
CREATE INDEX "imports_waiting_idx" ON "imports"("estado", "phase", "queued_at", "id");

-- CreateIndex
CREATE UNIQUE INDEX "imports_empresa_id_number_key" ON "imports"("empresa_id", "number");

-- CreateIndex
CREATE INDEX "import_events_empresa_id_import_id_sequence_idx" ON "import_events"("empresa_id", "import_id", "sequence");

-- CreateIndex
CREATE INDEX "row_issues_empresa_id_import_id_attempt_code_n_idx" ON "row_issues"("empresa_id", "import_id", "attempt", "code", "n");

-- CreateIndex
CREATE INDEX "charges_empresa_id_import_id_linea_number_n_idx" ON "charges"("empresa_id", "import_id", "linea_number", "n");

-- CreateIndex
CREATE INDEX "import_accounts_empresa_id_import_id_idx" ON "import_accounts"("empresa_id", "import_id");

-- CreateIndex
CREATE INDEX "idempotency_keys_created_at_idx" ON "idempotency_keys"("created_at");

-- AddForeignKey
ALTER TABLE "usuarios" ADD CONSTRAINT "usuarios_empresa_id_fkey" FOREIGN KEY ("empresa_id") REFERENCES "empresas"("id") ON DELETE RESTRICT ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "sessions" ADD CONSTRAINT "sessions_usuario_id_fkey" FOREIGN KEY ("usuario_id") REFERENCES "usuarios"("id") ON DELETE CASCADE ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "operadores" ADD CONSTRAINT "operadores_empresa_id_fkey" FOREIGN KEY ("empresa_id") REFERENCES "empresas"("id") ON DELETE SET NULL ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "plantillas" ADD CONSTRAINT "plantillas_empresa_id_fkey" FOREIGN KEY ("empresa_id") REFERENCES "empresas"("id") ON DELETE SET NULL ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "plantillas" ADD CONSTRAINT "plantillas_operador_id_fkey" FOREIGN KEY ("operador_id") REFERENCES "operadores"("id") ON DELETE RESTRICT ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "tipos_archivo" ADD CONSTRAINT "tipos_archivo_plantilla_id_fkey" FOREIGN KEY ("plantilla_id") REFERENCES "plantillas"("id") ON DELETE RESTRICT ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "imports" ADD CONSTRAINT "imports_empresa_id_fkey" FOREIGN KEY ("empresa_id") REFERENCES "empresas"("id") ON DELETE RESTRICT ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "imports" ADD CONSTRAINT "imports_operador_id_fkey" FOREIGN KEY ("operador_id") REFERENCES "operadores"("id") ON DELETE RESTRICT ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "imports" ADD CONSTRAINT "imports_plantilla_id_fkey" FOREIGN KEY ("plantilla_id") REFERENCES "plantillas"("id") ON DELETE RESTRICT ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "imports" ADD CONSTRAINT "imports_tipo_archivo_id_fkey" FOREIGN KEY ("tipo_archivo_id") REFERENCES "tipos_archivo"("id") ON DELETE RESTRICT ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "imports" ADD CONSTRAINT "imports_created_by_id_fkey" FOREIGN KEY ("created_by_id") REFERENCES "usuarios"("id") ON DELETE RESTRICT ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "imports" ADD CONSTRAINT "imports_deleted_by_id_fkey" FOREIGN KEY ("deleted_by_id") REFERENCES "usuarios"("id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "imports" ADD CONSTRAINT "imports_reverted_by_id_fkey" FOREIGN KEY ("reverted_by_id") REFERENCES "usuarios"("id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "imports" ADD CONSTRAINT "imports_retry_of_id_fkey" FOREIGN KEY ("retry_of_id") REFERENCES "imports"("id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "imports" ADD CONSTRAINT "imports_replaces_id_fkey" FOREIGN KEY ("replaces_id") REFERENCES "imports"("id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "import_events" ADD CONSTRAINT "import_events_import_id_fkey" FOREIGN KEY ("import_id") REFERENCES "imports"("id") ON DELETE RESTRICT ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "import_events" ADD CONSTRAINT "import_events_actor_id_fkey" FOREIGN KEY ("actor_id") REFERENCES "usuarios"("id") ON DELETE NO ACTION ON UPDATE NO ACTION;


