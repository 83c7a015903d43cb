import type { FileFormat } from '../domain/codes.ts';

/** The kinds of file that openBillingFile reads. */
export type BillingFormat = Extract<FileFormat, 'XLSX' | 'XLSM' | 'CSV'>;
