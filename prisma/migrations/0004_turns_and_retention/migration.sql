-- AlterTable
ALTER TABLE "empresas" ADD COLUMN     "last_turn_at" TIMESTAMPTZ(6);

-- AlterTable
ALTER TABLE "imports" ADD COLUMN     "replaced_by_id" INTEGER,
ADD COLUMN     "rows_purged_at" TIMESTAMPTZ(3),
ADD COLUMN     "rows_gone_at" TIMESTAMPTZ(3);

-- CreateTable
CREATE TABLE "import_uncharged_lineas" (
    "empresa_id" INTEGER NOT NULL,
    "import_id" INTEGER NOT NULL,
    "number" TEXT NOT NULL,

    CONSTRAINT "import_uncharged_lineas_pkey" PRIMARY KEY ("empresa_id","import_id","number")
);

-- DropIndex
DROP INDEX "imports_waiting_idx";

-- CreateIndex
CREATE INDEX "imports_waiting_idx" ON "imports"("estado", "phase", "empresa_id", "queued_at", "id");

-- CreateIndex
CREATE INDEX "imports_empresa_id_replaced_by_id_idx" ON "imports"("empresa_id", "replaced_by_id");

-- CreateIndex
CREATE INDEX "imports_rows_kept_idx" ON "imports"("rows_gone_at", "finished_at");

-- CreateIndex
CREATE INDEX "imports_file_kept_idx" ON "imports"("file_purged_at", "finished_at");

-- The order QUEUE of lists: src/imports/import-order.ts spells the same two expressions. Prisma's schema cannot.
CREATE INDEX "imports_queue_order_idx" ON "imports"(
    "empresa_id",
    (CASE WHEN "estado" = 'EN_PROCESO' THEN 0 WHEN "phase" = 'QUEUED' THEN 1 WHEN "phase" = 'SCHEDULED' THEN 2
      WHEN "phase" = 'READY' THEN 3 WHEN "phase" = 'AWAITING_FILE' THEN 4 ELSE 5 END),
    (coalesce(CASE WHEN "estado" = 'EN_PROCESO' THEN "started_at" WHEN "phase" = 'QUEUED' THEN "queued_at"
      WHEN "phase" = 'SCHEDULED' THEN "programacion_at" END, "created_at")),
    "id"
);

-- AddForeignKey
ALTER TABLE "imports" ADD CONSTRAINT "imports_replaced_by_id_fkey" FOREIGN KEY ("replaced_by_id") REFERENCES "imports"("id") ON DELETE NO ACTION ON UPDATE NO ACTION;
