import type { FileFormat } from '../domain/codes.ts';
import { FileError } from '../domain/errors.ts';
import { type Message, message } from '../domain/message.ts';
import type { BillingFormat } from './billing-format.ts';
import { detectFormat, type Obstacle } from './detect-format.ts';
import { ASK_FOR_EXCEL, notOneFile } from './zip/not-one-file.ts';

/**
 * Refuses, by what its bytes are, a file that cannot be a billing file: FileError EMPTY_FILE, UNREADABLE_FORMAT,
 * ENCRYPTED or BROKEN_ZIP, each saying what to do. Answers as what the file is to be read; it may still turn out damaged.
 */
export async function checkBillingFile(path: string): Promise<{ readonly format: BillingFormat }> {
  const { format, obstacle } = await detectFormat(path);
  if (obstacle !== undefined) throw refusedFor(obstacle, format);
  switch (format) {
    case 'XLSX':
    case 'XLSM':
    case 'XLS':
    case 'CSV':
    case 'HTML':
      return { format };
    case 'EMPTY':
      throw refusal('EMPTY_FILE', format, EMPTY);
    case 'ENCRYPTED':
      throw refusal('ENCRYPTED', format, ENCRYPTED);
    default:
      throw refusal('UNREADABLE_FORMAT', format, UNREADABLE[format]);
  }
}

function refusedFor(obstacle: Obstacle, format: FileFormat): FileError {
  switch (obstacle.kind) {
    case 'BROKEN_ZIP':
      return refusal('BROKEN_ZIP', format, BROKEN);
    case 'ZIP_PASSWORD':
      return refusal('ENCRYPTED', format, ZIP_PASSWORD);
    case 'NOT_ONE_FILE':
      return refusal('UNREADABLE_FORMAT', format, notOneFile(obstacle));
    case 'WEB_ARCHIVE':
      return refusal('UNREADABLE_FORMAT', format, WEB_ARCHIVE);
    case 'NO_TABLE':
      return refusal('UNREADABLE_FORMAT', format, NO_TABLE);
    case 'TOO_OLD':
      return refusal('UNREADABLE_FORMAT', format, TOO_OLD);
    default:
      return obstacle satisfies never;
  }
}

/** What is wrong, and what to do about it. */
type Reason = readonly [text: Message, hint: Message];

const SAVE_AS_XLSX = message(
  'Ábralo en Excel, elija "Guardar como", tipo "Libro de Excel (*.xlsx)", y cargue ese archivo.',
  'Open it in Excel, choose "Save as", type "Excel Workbook (*.xlsx)", and upload that file.',
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
const ZIP_PASSWORD: Reason = [
  message('El zip está protegido con contraseña', 'The zip is protected by a password'),
  message(
    'Descomprímalo con su contraseña y cargue el archivo que tiene dentro.',
    'Unzip it with its password and upload the file in it.',
  ),
];
const WEB_ARCHIVE: Reason = [
  message('Es una página web archivada (.mht)', 'It is an archived web page (.mht)'),
  SAVE_AS_XLSX,
];
const NO_TABLE: Reason = [
  message(
    'Es una página web sin ninguna tabla, aunque su nombre diga otra cosa',
    'It is a web page without any table, whatever its name says',
  ),
  message(
    'Suele ser la pantalla de ingreso o un aviso del portal del operador: entre de nuevo y descargue otra vez el archivo.',
    "Most often it is the log-in screen or a notice of the operator's portal: log in again and download the file once more.",
  ),
];
const TOO_OLD: Reason = [
  message('Es un libro de Excel 4 o anterior (.xls)', 'It is a workbook of Excel 4 or older (.xls)'),
  SAVE_AS_XLSX,
];
const UNREADABLE: Readonly<Record<Exclude<FileFormat, BillingFormat | 'EMPTY' | 'ENCRYPTED'>, Reason>> = {
  XLSB: [message('Es un Excel binario (.xlsb)', 'It is a binary Excel workbook (.xlsb)'), SAVE_AS_XLSX],
  ODS: [
    message('Es una hoja de OpenDocument (.ods)', 'It is an OpenDocument spreadsheet (.ods)'),
    message(
      'Ábralo en LibreOffice o Excel, elija "Guardar como", tipo "Libro de Excel (*.xlsx)", y cargue ese archivo.',
      'Open it in LibreOffice or Excel, choose "Save as", type "Excel Workbook (*.xlsx)", and upload that file.',
    ),
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
    message(
      'Si Excel lo abre, elija "Guardar como", tipo "Libro de Excel (*.xlsx)", y cargue ese archivo; si no, pida al operador el detalle en Excel (.xlsx) o CSV.',
      'If Excel opens it, choose "Save as", type "Excel Workbook (*.xlsx)", and upload that file; if not, ask the operator for the detail as Excel (.xlsx) or CSV.',
    ),
  ],
};

function refusal(
  code: 'EMPTY_FILE' | 'UNREADABLE_FORMAT' | 'ENCRYPTED' | 'BROKEN_ZIP',
  detectedFormat: FileFormat,
  [text, hint]: Reason,
): FileError {
  return new FileError(code, text, { detectedFormat, hint });
}
