import { message } from '../domain/message.ts';
import { type Check, fine, wrong } from './check.ts';

/** As package.json asks for. */
const LEAST = [20, 19] as const;

export function checkNode(version: string = process.versions.node): Check {
  return {
    code: 'NODE',
    name: message('Node', 'Node'),
    async find() {
      const [major = 0, minor = 0] = version.split('.').map(Number);
      if (major > LEAST[0] || (major === LEAST[0] && minor >= LEAST[1])) return fine(version, version);
      const least = LEAST.join('.');
      return wrong(
        message(`${version} es demasiado antiguo`, `${version} is too old`),
        message(`instale Node ${least} o posterior`, `install Node ${least} or newer`),
      );
    },
  };
}
