import { describe, expect, it } from 'vitest';
import { ROW_ISSUE_CODES } from '../domain/codes.ts';
import { issueMessage } from './issue-message.ts';

describe('the message of an issue', () => {
  it.each(ROW_ISSUE_CODES)('%s is a sentence of its own in both languages', (code) => {
    const { message } = issueMessage(code, { header: 'Importe', rawValue: 'N/D', detail: '1,234.56' });
    expect(message.es).not.toBe(message.en);
    expect(message.es).not.toContain('undefined');
  });

  it('names the column, shows the value, says the expected form and what to do', () => {
    const { message, hint } = issueMessage('INVALID_NUMBER', {
      header: 'Importe',
      rawValue: 'N/D',
      detail: '1,234.56',
    });
    expect(message).toEqual({
      es: '"N/D" en "Importe" no es un número; se espera como 1,234.56',
      en: '"N/D" in "Importe" is not a number; expected one like 1,234.56',
    });
    expect(hint?.es).toBe(
      'Corrija la celda en el archivo de filas rechazadas (rejectedRowsFile) y súbalo con reprocessRows.',
    );
  });

  it('writes dates as each language does', () => {
    const { message } = issueMessage('INVALID_DATE', {
      header: 'Fecha',
      rawValue: '31/02/2026',
      detail: 'dd/mm/yyyy',
    });
    expect(message.es).toContain('dd/mm/aaaa');
    expect(message.en).toContain('dd/mm/yyyy');
  });

  it('cuts a long value', () => {
    const { message } = issueMessage('INVALID_NUMBER', {
      header: 'H',
      rawValue: 'x'.repeat(900),
      detail: '1',
    });
    expect(message.en.length).toBeLessThan(200);
  });

  it('does without a header, a value and a detail', () => {
    expect(issueMessage('TOTAL_ROW', { header: null, rawValue: null, detail: null }).message.en).toBe(
      'A total row, not imported',
    );
    expect(issueMessage('DUPLICATE_ROW', { header: null, rawValue: null, detail: null }).hint).toBeNull();
  });
});
