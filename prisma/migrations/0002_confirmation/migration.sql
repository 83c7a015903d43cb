-- AlterTable
ALTER TABLE "imports" ADD COLUMN     "confirm_before" TIMESTAMPTZ(3),
ADD COLUMN     "confirmed_at" TIMESTAMPTZ(3);

-- CreateIndex
CREATE INDEX "imports_empresa_id_file_key_idx" ON "imports"("empresa_id", "file_key");

-- CreateIndex
CREATE INDEX "imports_empresa_id_retry_of_id_idx" ON "imports"("empresa_id", "retry_of_id");
