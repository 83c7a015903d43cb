import { cpus, loadavg } from 'node:os';

/** A table that can stand in a Markdown document as it is printed. */
export function printTable(header: readonly string[], rows: readonly (readonly string[])[]): void {
  const widths = header.map((name, i) => Math.max(name.length, ...rows.map((row) => row[i]?.length ?? 0)));
  const line = (cells: readonly string[]) =>
    `| ${widths.map((width, i) => (i === 0 ? (cells[i] ?? '').padEnd(width) : (cells[i] ?? '').padStart(width))).join(' | ')} |`;
  const rule = `|${widths.map((width, i) => (i === 0 ? '-'.repeat(width + 2) : `${'-'.repeat(width + 1)}:`)).join('|')}|`;
  console.log([line(header), rule, ...rows.map(line)].join('\n'));
}

/** A table holds only on the machine and at the load that it was made with. */
export function printMachine(): void {
  const [cpu] = cpus();
  const load = loadavg().map((value) => value.toFixed(1));
  console.log(
    `${cpu?.model ?? 'unknown CPU'}, ${cpus().length} cores, load ${load.join(' ')}, Node ${process.version}, ${process.platform}`,
  );
}

export function seconds(ms: number): string {
  return (ms / 1_000).toFixed(2);
}

export function mib(bytes: number): string {
  return (bytes / 2 ** 20).toFixed(0);
}

export function times(value: number): string {
  return `${value.toFixed(2)}×`;
}

export function whole(count: number): string {
  return Math.round(count).toLocaleString('en');
}
