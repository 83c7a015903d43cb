import type { SheetInfo } from '../../domain/row.ts';
import { brokenContent } from '../broken-content.ts';
import type { HtmlHandler } from './html-events.ts';

export interface TableInfo extends SheetInfo {
  readonly name: string;
}

/** Excel and those who imitate it keep the names of the sheets in a comment that only Excel reads. */
const SHEET_NAME = /<x:Name>([^<]{1,200})<\/x:Name>/g;
const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };
/** A sheet for each of them is held in memory. */
const MAX_TABLES = 10_000;

/** Counts the tables of a page, nested ones too, each where it begins. Throws BROKEN_CONTENT where one never ends. */
export class TableList implements HtmlHandler {
  #tables = 0;
  #names: string[] = [];

  /** Each table is a sheet: with Excel's names where there is one for each, else "Tabla 1", "Tabla 2", … */
  get tables(): TableInfo[] {
    const named = this.#names.length === this.#tables;
    return Array.from({ length: this.#tables }, (_, i) => ({
      name: (named ? this.#names[i] : undefined) ?? `Tabla ${i + 1}`,
      hidden: false,
    }));
  }

  open(name: string): void {
    if (name !== 'table') return;
    if (++this.#tables > MAX_TABLES) {
      throw brokenContent(
        `La página tiene más de ${MAX_TABLES} tablas`,
        `The page has more than ${MAX_TABLES} tables`,
      );
    }
  }

  close(name: string, implied: boolean): void {
    if (name !== 'table' || !implied) return;
    throw brokenContent(
      `La página está cortada: la tabla ${this.#tables} no termina (falta </table>)`,
      `The page is cut short: table ${this.#tables} never ends (</table> is missing)`,
    );
  }

  text(): void {}

  comment(text: string): void {
    if (this.#names.length > MAX_TABLES) return;
    for (const [, name = ''] of text.matchAll(SHEET_NAME)) {
      this.#names.push(
        name.replace(/&(amp|lt|gt|quot|apos);/g, (whole, entity) => ENTITIES[entity] ?? whole),
      );
    }
  }

  stopped(): boolean {
    return false;
  }
}
