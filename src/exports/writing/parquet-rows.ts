import type { Writable } from 'node:stream';
import { ByteWriter, type ColumnSource, ParquetWriter, type SchemaElement } from 'hyparquet-writer';
import type { ColumnType } from '../column.ts';
import { DECIMAL_BYTES, decimalBytes, PRECISION, SCALE } from './decimal-bytes.ts';
import type { Cells, WritingTask } from './messages.ts';
import type { RowsWriter } from './rows-writer.ts';

/** What is held at a time. Larger groups pack a little better and take as much more memory. */
const GROUP_ROWS = 16_000;
/** Distinct amounts that are kept encoded, which few columns have many of. */
const MAX_KEPT = 20_000;

/** Row groups that are sent on as soon as they are full; snappy. */
export function parquetRows({ columns }: WritingTask, output: Writable): RowsWriter {
  const bytes = new ByteWriter(1 << 20);
  const schema = schemaOf(columns, 'WRITTEN');
  const writer = new ParquetWriter({ writer: bytes, schema, createdBy: 'importador' });
  const kept = new Map<string, Uint8Array>();
  let groups: unknown[][] = columns.map(() => []);
  const send = () =>
    new Promise<void>((resolve, reject) => {
      const chunk = Buffer.from(bytes.getBytes().slice());
      bytes.index = 0;
      output.write(chunk, (error) => (error ? reject(error) : resolve()));
    });
  const flush = async () => {
    const columnData = columns.map(({ name, type }, i): ColumnSource => {
      // For those that tools skip groups by; they are held until the end.
      const statistics = type === 'INTEGER' || type === 'DATE';
      return { name, data: groups[i] as ColumnSource['data'], statistics, offsetIndex: false };
    });
    groups = columns.map(() => []);
    await writer.write({ columnData, rowGroupSize: GROUP_ROWS });
    // Of use to none of the indexes that it could write, and it would hold all that it has written.
    writer.pendingIndexes = [];
    if (kept.size > MAX_KEPT) kept.clear();
    await send();
  };
  return {
    async write(rows) {
      for (const cells of rows) {
        add(groups, cells, columns, kept);
        if (groups[0]?.length === GROUP_ROWS) await flush();
      }
    },
    async end() {
      if ((groups[0]?.length ?? 0) > 0) await flush();
      writer.schema = schemaOf(columns, 'TOLD');
      await writer.finish();
      await send();
    },
  };
}

function add(
  groups: unknown[][],
  cells: Cells,
  columns: WritingTask['columns'],
  kept: Map<string, Uint8Array>,
): void {
  for (const [i, { type }] of columns.entries()) {
    const cell = cells[i] ?? null;
    groups[i]?.push(cell === null ? null : storedValue(cell, type, kept));
  }
}

const DAY_MS = 86_400_000;

function storedValue(
  cell: string | number | boolean,
  type: ColumnType,
  kept: Map<string, Uint8Array>,
): unknown {
  switch (type) {
    case 'TEXT':
    case 'CODE':
    case 'INTEGER':
    case 'BOOLEAN':
      return cell;
    case 'BIGINT':
      return BigInt(cell);
    case 'MONEY':
    case 'DECIMAL':
      return keptBytes(String(cell), kept);
    case 'DATE':
      return Date.parse(String(cell)) / DAY_MS;
    case 'LOCAL_DATE_TIME':
      return BigInt(Date.parse(`${cell}Z`));
    case 'INSTANT':
      return BigInt(Date.parse(String(cell)));
    default:
      return type satisfies never;
  }
}

function keptBytes(text: string, kept: Map<string, Uint8Array>): Uint8Array {
  const known = kept.get(text);
  if (known) return known;
  const made = decimalBytes(text);
  kept.set(text, made);
  return made;
}

/**
 * WRITTEN: amounts are bytes, which the library takes as they are; it would shift a bigint sixteen times for each. TOLD: as
 * the file's end says what they are.
 */
function schemaOf(columns: WritingTask['columns'], as: 'WRITTEN' | 'TOLD'): SchemaElement[] {
  return [
    { name: 'root', num_children: columns.length },
    ...columns.map(({ name, type }) => ({
      name,
      repetition_type: 'OPTIONAL' as const,
      ...elementOf(type, as),
    })),
  ];
}

function elementOf(type: ColumnType, as: 'WRITTEN' | 'TOLD'): Omit<SchemaElement, 'name'> {
  switch (type) {
    case 'TEXT':
    case 'CODE':
      return { type: 'BYTE_ARRAY', converted_type: 'UTF8', logical_type: { type: 'STRING' } };
    case 'INTEGER':
      return { type: 'INT32' };
    case 'BIGINT':
      return { type: 'INT64' };
    case 'BOOLEAN':
      return { type: 'BOOLEAN' };
    case 'DATE':
      return { type: 'INT32', converted_type: 'DATE', logical_type: { type: 'DATE' } };
    case 'LOCAL_DATE_TIME':
    case 'INSTANT': {
      const isAdjustedToUTC = type === 'INSTANT';
      return { type: 'INT64', logical_type: { type: 'TIMESTAMP', isAdjustedToUTC, unit: 'MILLIS' } };
    }
    case 'MONEY':
    case 'DECIMAL': {
      const bytes = { type: 'FIXED_LEN_BYTE_ARRAY', type_length: DECIMAL_BYTES } as const;
      const sized = { precision: PRECISION, scale: SCALE };
      return as === 'WRITTEN'
        ? bytes
        : { ...bytes, converted_type: 'DECIMAL', ...sized, logical_type: { type: 'DECIMAL', ...sized } };
    }
    default:
      return type satisfies never;
  }
}
