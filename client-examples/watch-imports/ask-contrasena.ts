import { readKeys } from './read-keys.ts';

/** Asks on the terminal without showing what is typed. Throws where there is no terminal to ask on. */
export async function askContrasena(usuario: string): Promise<string> {
  const { stdin, stderr } = process;
  if (!stdin.isTTY) {
    throw new Error('No hay terminal donde pedir la contraseña: dela en la variable de entorno CONTRASENA');
  }
  stderr.write(`Contraseña de ${usuario}: `);
  stdin.setRawMode(true);
  stdin.setEncoding('utf8');
  try {
    return await typedLine(stdin);
  } finally {
    stdin.setRawMode(false);
    stdin.pause();
    stderr.write('\n');
  }
}

function typedLine(stdin: NodeJS.ReadStream): Promise<string> {
  return new Promise((resolve, reject) => {
    let typed = '';
    stdin.on('data', function hear(chunk: string | Buffer) {
      for (const character of String(chunk)) {
        if (character === '\r' || character === '\n') {
          stdin.off('data', hear);
          resolve(typed);
          return;
        }
        if (readKeys(character)[0] === 'interrupt') {
          stdin.off('data', hear);
          reject(new Error('Cancelado'));
          return;
        }
        typed = character === '\x7f' || character === '\b' ? typed.slice(0, -1) : typed + character;
      }
    });
  });
}
