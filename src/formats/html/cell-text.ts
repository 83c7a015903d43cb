/** Elements that begin a line of their own within a cell. */
const LINES: ReadonlySet<string> = new Set(['br', 'p', 'div', 'li']);
/** Elements whose content is not shown; LibreOffice writes what people noted beside a cell as <comment>. */
const UNSEEN: ReadonlySet<string> = new Set(['script', 'style', 'template', 'noscript', 'comment']);

/** The text of a cell as a browser shows it: tags gone, blanks and newlines of the source one blank, <br> a newline. */
export class CellText {
  #lines: string[] = [];
  #line = '';
  #unseen = 0;
  /** UTF-16 units collected, blanks included: to be held against a limit before they are many. */
  length = 0;

  clear(): void {
    this.#lines = [];
    this.#line = '';
    this.#unseen = 0;
    this.length = 0;
  }

  text(piece: string): void {
    if (this.#unseen > 0) return;
    this.#line += piece;
    this.length += piece.length;
  }

  open(name: string): void {
    if (LINES.has(name)) this.#endLine();
    if (UNSEEN.has(name)) this.#unseen++;
  }

  close(name: string): void {
    if (UNSEEN.has(name) && this.#unseen > 0) this.#unseen--;
    if (name !== 'br' && LINES.has(name)) this.#endLine();
  }

  toString(): string {
    this.#endLine();
    return this.#lines.join('\n');
  }

  #endLine(): void {
    const shown = this.#line.replace(/[ \t\r\n\f]+/g, ' ').replace(/^ | $/g, '');
    if (shown !== '') this.#lines.push(shown);
    this.#line = '';
  }
}
