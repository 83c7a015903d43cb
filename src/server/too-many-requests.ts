import type { ServerResponse } from 'node:http';
import { CapacityError } from '../domain/errors.ts';
import { message } from '../domain/message.ts';
import { translateError } from '../graphql/errors.ts';
import type { Client } from './client.ts';

/** RATE_LIMITED, with when to come back. */
export function tooManyRequests(seconds: number): CapacityError {
  return new CapacityError(
    message(
      `Demasiadas operaciones; vuelva a intentarlo en ${seconds} s`,
      `Too many operations; try again in ${seconds} s`,
    ),
    seconds,
  );
}

/** 429, before anything of the request is read. */
export function refuseTooMany(response: ServerResponse, { language, log }: Client, seconds: number): void {
  const body = JSON.stringify({ errors: [translateError(tooManyRequests(seconds), language, log)] });
  response.writeHead(429, {
    'content-type': 'application/json; charset=utf-8',
    'content-length': Buffer.byteLength(body),
    'retry-after': String(seconds),
  });
  response.end(body);
}
