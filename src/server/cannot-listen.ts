/**
 * What keeps the server from listening, naming the setting to change, in both languages: nobody is there to ask for
 * one.
 */
export function cannotListen(cause: NodeJS.ErrnoException, host: string, port: number): Error {
  const [es, en] = reason(cause.code, host, port);
  return new Error(`${es} / ${en}`, { cause });
}

function reason(code: string | undefined, host: string, port: number): [es: string, en: string] {
  switch (code) {
    case 'EADDRINUSE':
      return [
        `El puerto ${port} de ${host} ya está en uso: cierre el otro programa o elija otro puerto, como PORT=${port + 1}`,
        `Port ${port} of ${host} is in use: end the other program or choose another port, like PORT=${port + 1}`,
      ];
    case 'EACCES':
      return [
        `El puerto ${port} de ${host} está reservado: elija uno desde 1024, como PORT=4000`,
        `Port ${port} of ${host} is reserved: choose one from 1024 on, like PORT=4000`,
      ];
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return [
        `HOST="${host}" no es una dirección de esta máquina; use HOST=127.0.0.1, o HOST=0.0.0.0 para todas`,
        `HOST="${host}" is no address of this machine; use HOST=127.0.0.1, or HOST=0.0.0.0 for all`,
      ];
    default:
      return [
        `No se puede escuchar en HOST=${host}, PORT=${port}`,
        `It is not possible to listen on HOST=${host}, PORT=${port}`,
      ];
  }
}
