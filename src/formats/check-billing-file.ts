import type { FileFormat } from '../domain/codes.ts';
import { FileError } from '../domain/errors.ts';
import { type Message, message } from '../domain/message.ts';
import type { BillingFormat } from './billing-format.ts';
import { detectFormat } from './detect-format.ts';

/**
 * Refuses, by what its bytes are, a file that cannot be a billing file: FileError EMPTY_FILE, UNREADABLE_FORMAT,
 * ENCRYPTED or BROKEN_ZIP, each saying what to do. Answers as what the file is to be read; it may still turn out damaged.
 */
export async function checkBillingFile(path: string): Promise<{ readonly format: BillingFormat }> {
  const { format, brokenZip } = await detectFormat(path);
  if (brokenZip) throw refusal('BROKEN_ZIP', format, BROKEN);
  switch (format) {
    case 'XLSX':
    case 'XLSM':
    case 'CSV':
      return { format };
    case 'EMPTY':
      throw refusal('EMPTY_FILE', format, EMPTY);
    case 'ENCRYPTED':
      throw refusal('ENCRYPTED', format, ENCRYPTED);
    default:
      throw refusal('UNREADABLE_FORMAT', format, UNREADABLE[format]);
  }
}

/** What is wrong, and what to do about it. */
type Reason = readonly [text: Message, hint: Message];

const SAVE_AS_XLSX = message(
  'Ábralo en Excel, elija "Guardar como", tipo "Libro de Excel (*.xlsx)", y cargue ese archivo.',
  'Open it in Excel, choose "Save as", type "Excel Workbook (*.xlsx)", and upload that file.',
);
const ASK_FOR_EXCEL = message(
  'Cargue el archivo de detalle que entrega el operador, en Excel (.xlsx) o CSV.',
  "Upload the operator's detail file, as Excel (.xlsx) or CSV.",
);

const EMPTY: Reason = [
  message('El archivo está vacío', 'The file is empty'),
  message(
    'Descárguelo otra vez del portal del operador y compruebe que pese más de 0 bytes.',
    "Download it again from the operator's portal and check that it has more than 0 bytes.",
  ),
];
const ENCRYPTED: Reason = [
  message('El archivo está protegido con contraseña', 'The file is protected by a password'),
  message(
    'Ábralo en Excel con su contraseña, quítela en Archivo > Información > Proteger libro > Cifrar con contraseña, guárdelo y cárguelo de nuevo.',
    'Open it in Excel with its password, remove it under File > Info > Protect Workbook > Encrypt with Password, save it and upload it again.',
  ),
];
const BROKEN: Reason = [
  message(
    'El archivo está cortado o dañado: le falta el directorio con el que termina todo archivo de Excel',
    'The file is cut short or damaged: it lacks the directory that every Excel file ends with',
  ),
  message(
    'Descárguelo o cópielo otra vez hasta el final y compruebe que Excel lo abre.',
    'Download or copy it again to its end and check that Excel opens it.',
  ),
];
const UNREADABLE: Readonly<Record<Exclude<FileFormat, BillingFormat | 'EMPTY' | 'ENCRYPTED'>, Reason>> = {
  XLS: [message('Es un Excel antiguo (.xls)', 'It is an old Excel workbook (.xls)'), SAVE_AS_XLSX],
  XLSB: [message('Es un Excel binario (.xlsb)', 'It is a binary Excel workbook (.xlsb)'), SAVE_AS_XLSX],
  ODS: [
    message('Es una hoja de OpenDocument (.ods)', 'It is an OpenDocument spreadsheet (.ods)'),
    message(
      'Ábralo en LibreOffice o Excel, elija "Guardar como", tipo "Libro de Excel (*.xlsx)", y cargue ese archivo.',
      'Open it in LibreOffice or Excel, choose "Save as", type "Excel Workbook (*.xlsx)", and upload that file.',
    ),
  ],
  HTML: [
    message(
      'Es una página web (HTML), aunque su nombre diga otra cosa',
      'It is a web page (HTML), whatever its name says',
    ),
    SAVE_AS_XLSX,
  ],
  ZIP: [
    message('Es un zip que no es un libro de Excel', 'It is a zip that is not an Excel workbook'),
    message(
      'Descomprímalo y cargue uno por uno los archivos que tiene dentro.',
      'Unzip it and upload the files in it one by one.',
    ),
  ],
  PDF: [message('Es un PDF, que no tiene celdas', 'It is a PDF, which has no cells'), ASK_FOR_EXCEL],
  IMAGE: [message('Es una imagen, que no tiene celdas', 'It is an image, which has no cells'), ASK_FOR_EXCEL],
  UNKNOWN: [
    message('No es un archivo de Excel ni un texto CSV', 'It is neither an Excel file nor a CSV text'),
    ASK_FOR_EXCEL,
  ],
};

function refusal(
  code: 'EMPTY_FILE' | 'UNREADABLE_FORMAT' | 'ENCRYPTED' | 'BROKEN_ZIP',
  detectedFormat: FileFormat,
  [text, hint]: Reason,
): FileError {
  return new FileError(code, text, { detectedFormat, hint });
}
