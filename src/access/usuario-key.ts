/** What makes two spellings the same usuario: NFKC, without outer blanks, lower case. */
export function usuarioKey(usuario: string): string {
  return usuario.normalize('NFKC').trim().toLowerCase();
}
