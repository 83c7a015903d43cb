import type { FileFormat } from '../domain/codes.ts';

/** The kinds of file that openBillingFile reads, each also as the only file of a zip. */
export type BillingFormat = Extract<FileFormat, 'XLSX' | 'XLSM' | 'XLS' | 'CSV' | 'HTML'>;
