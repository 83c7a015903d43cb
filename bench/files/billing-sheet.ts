/** A text, or an amount in whole cents. */
export type Cell = string | number;

export interface SheetRow {
  /** 1-based. */
  readonly number: number;
  readonly cells: readonly Cell[];
}

/** A sheet that is made row by row, laid out for a plantilla. */
export interface BillingSheet {
  readonly plantilla: string;
  readonly tipoArchivo: string;
  readonly periodo: string;
  readonly name: string;
  readonly columns: number;
  readonly rows: Iterable<SheetRow>;
  /** What importing it must find; whole once the rows were gone through. */
  readonly figures: Figures;
}

/** Adds up what importing the rows must find. */
export class Figures {
  /** Rows whose amount cannot be read: each is rejected with an INVALID_NUMBER. */
  badRows = 0;
  charges = 0;
  lineas = 0;
  #cents = 0n;

  add(cents: number): void {
    this.charges++;
    this.#cents += BigInt(cents);
  }

  /** Exact, two decimals. */
  total(): string {
    const cents = this.#cents;
    const digits = String(cents < 0n ? -cents : cents).padStart(3, '0');
    return `${cents < 0n ? '-' : ''}${digits.slice(0, -2)}.${digits.slice(-2)}`;
  }
}

/** 7,919 is prime to 100 million: each linea another number, in no order. */
export function lineaNumber(linea: number, seed: number): string {
  return `55${String((linea * 7_919 + seed * 104_729) % 100_000_000).padStart(8, '0')}`;
}

/** mulberry32: small, and the same on every machine. */
export function randomNumbers(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return (t ^ (t >>> 14)) >>> 0;
  };
}

export function periodoOf(month = 9): string {
  return `2026-${String(month).padStart(2, '0')}`;
}
