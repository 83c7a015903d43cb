import { copyCdata, decodeXmlText } from './xml-text.ts';
import { TOKEN, XmlTokens } from './xml-tokens.ts';

/**
 * Writes the text of a string item (<si>, <is>) whose content is bytes[start, end): its <t> and those of its runs, not
 * those of its phonetic runs (<rPh>), which are a reading aid beside the text. Returns where it ends in `target`, which
 * has room for as many bytes as the content has.
 */
export function writeRichText(bytes: Buffer, start: number, end: number, target: Buffer, at: number): number {
  const tokens = new XmlTokens(bytes, start, end);
  let o = at;
  let inText = false;
  for (let token = tokens.next(); token !== TOKEN.MORE; token = tokens.next()) {
    if (token === TOKEN.OPEN && tokens.name === 'rPh') tokens.skipElement();
    else if (token === TOKEN.OPEN && tokens.name === 't') inText = true;
    else if (token === TOKEN.CLOSE && tokens.name === 't') inText = false;
    else if (!inText) continue;
    else if (token === TOKEN.TEXT)
      o = decodeXmlText(bytes, tokens.contentStart, tokens.contentEnd, target, o);
    else if (token === TOKEN.CDATA) o = copyCdata(bytes, tokens.contentStart, tokens.contentEnd, target, o);
  }
  return o;
}
