import type { Unit } from '../../domain/codes.ts';
import { Amount } from '../cells/amount.ts';
import { DateValue, LineaValue, MonthValue, TextValue } from '../cells/cell-values.ts';

/** What the cells of the present row have been read into: one object for all rows. */
export interface RowValues {
  readonly linea: LineaValue;
  readonly account: TextValue;
  readonly plan: TextValue;
  readonly periodo: MonthValue;
  readonly operadorConcept: TextValue;
  readonly description: TextValue;
  readonly occurredOn: DateValue;
  readonly occurredAt: DateValue;
  readonly periodFrom: DateValue;
  readonly periodTo: DateValue;
  readonly destination: TextValue;
  /** The quantity columns, in the definition's order: the first that is not blank counts. */
  readonly quantities: { readonly amount: Amount; readonly unit: Unit | undefined }[];
  readonly net: Amount;
  readonly tax: Amount;
  readonly total: Amount;
}

export function rowValues(): RowValues {
  return {
    linea: new LineaValue(),
    account: new TextValue(),
    plan: new TextValue(),
    periodo: new MonthValue(),
    operadorConcept: new TextValue(),
    description: new TextValue(),
    occurredOn: new DateValue(),
    occurredAt: new DateValue(),
    periodFrom: new DateValue(),
    periodTo: new DateValue(),
    destination: new TextValue(),
    quantities: [],
    net: new Amount(),
    tax: new Amount(),
    total: new Amount(),
  };
}
