import type { ScreenLine, ScreenSize } from './render-viewer.ts';

/** The part of process.stdout that is needed. */
export interface TerminalOutput extends Pick<NodeJS.WriteStream, 'columns' | 'rows'> {
  write(text: string): unknown;
  on(event: 'resize', listener: () => void): unknown;
  off(event: 'resize', listener: () => void): unknown;
}

export interface TerminalScreen extends Disposable {
  /** Draws soon; calls that come close together are drawn together. Nothing is drawn once it is disposed. */
  redraw(): void;
}

const FRAME_MS = 50;

const ENTER = '\x1b[?1049h\x1b[?25l';
const LEAVE = '\x1b[?25h\x1b[?1049l';
const TOP_LEFT = '\x1b[H';
const CLEAR_REST_OF_LINE = '\x1b[K';
const CLEAR_BELOW = '\x1b[J';
/** Terminals that know it show everything between the two at once; the others ignore it. */
const BEGIN_FRAME = '\x1b[?2026h';
const END_FRAME = '\x1b[?2026l';
const RESET = '\x1b[0m';
const STYLES = { plain: '', title: '\x1b[1m', selected: '\x1b[7m', quiet: '\x1b[2m' } as const;

/**
 * Takes the terminal over until disposed; what it showed before comes back then. A frame is one write over what is there:
 * nothing is cleared first, so nothing flickers.
 */
export function terminalScreen(
  output: TerminalOutput,
  render: (size: ScreenSize) => readonly ScreenLine[],
): TerminalScreen {
  let frame: NodeJS.Timeout | undefined;
  let left = false;
  const draw = () => {
    frame = undefined;
    output.write(paint(render({ columns: output.columns, rows: output.rows })));
  };
  const redraw = () => {
    if (!left) frame ??= setTimeout(draw, FRAME_MS);
  };
  output.write(ENTER);
  output.on('resize', redraw);
  return {
    redraw,
    [Symbol.dispose]() {
      left = true;
      clearTimeout(frame);
      output.off('resize', redraw);
      output.write(LEAVE);
    },
  };
}

function paint(lines: readonly ScreenLine[]): string {
  const painted = lines.map(({ text, style }) => `${STYLES[style]}${text}${RESET}${CLEAR_REST_OF_LINE}`);
  return BEGIN_FRAME + TOP_LEFT + painted.join('\r\n') + CLEAR_BELOW + END_FRAME;
}
