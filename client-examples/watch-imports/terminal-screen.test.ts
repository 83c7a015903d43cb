import { EventEmitter } from 'node:events';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type TerminalOutput, terminalScreen } from './terminal-screen.ts';

const ENTER = '\x1b[?1049h';
const LEAVE = '\x1b[?1049l';
const FRAME = '\x1b[?2026h';

class FakeTerminal extends EventEmitter implements TerminalOutput {
  columns = 80;
  rows = 24;
  written = '';
  write(text: string): boolean {
    this.written += text;
    return true;
  }
  frames(): number {
    return this.written.split(FRAME).length - 1;
  }
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function opened(terminal: FakeTerminal) {
  return terminalScreen(terminal, ({ columns }) => [{ text: `wide ${columns}`, style: 'plain' }]);
}

describe('the screen', () => {
  it('draws together what comes close together', () => {
    const terminal = new FakeTerminal();
    using screen = opened(terminal);
    for (let n = 0; n < 10; n++) screen.redraw();
    vi.runAllTimers();
    expect(terminal.frames()).toBe(1);
    screen.redraw();
    vi.runAllTimers();
    expect(terminal.frames()).toBe(2);
  });

  it('draws anew when the terminal gets another size', () => {
    const terminal = new FakeTerminal();
    using _screen = opened(terminal);
    terminal.columns = 120;
    terminal.emit('resize');
    vi.runAllTimers();
    expect(terminal.written).toContain('wide 120');
  });

  it('gives the terminal back, and then leaves it alone whatever still comes', () => {
    const terminal = new FakeTerminal();
    const screen = opened(terminal);
    expect(terminal.written).toContain(ENTER);
    screen.redraw();
    screen[Symbol.dispose]();
    screen.redraw();
    terminal.emit('resize');
    vi.runAllTimers();
    expect(terminal.written.endsWith(LEAVE)).toBe(true);
    expect(terminal.frames()).toBe(0);
  });
});
