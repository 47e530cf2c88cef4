import { TaplineError, type UploadedFile } from '@tapline/sdk';
import type { FormTexts } from '@tapline/sdk/ui';
import type { WebContext } from './web-context.js';

/** A file of 16 MiB and the fields around it. */
const LARGEST_UPLOAD = 17 * 1024 * 1024;

export function isMultipart(ctx: Pick<WebContext, 'is'>): boolean {
  return ctx.is('multipart/form-data') !== false && ctx.is('multipart/form-data') !== null;
}

/**
 * What a form with files sent: of a file the JSON of an `UploadedFile`, nothing where none was chosen. The body parser leaves such bodies alone, so
 * only whoever asks for them reads them: after it is known who sends. Throws `UPLOAD_TOO_LARGE`, `UPLOAD_UNREADABLE`.
 */
export async function multipartForm(ctx: WebContext): Promise<FormTexts> {
  const body = await bodyOf(ctx);
  const texts: Record<string, string> = {};
  for (const [name, value] of await fieldsOf(body, ctx.get('Content-Type'))) {
    if (typeof value === 'string') texts[name] ??= value;
    else if (value.name !== '' || value.size > 0) {
      const contentBase64 = Buffer.from(await value.arrayBuffer()).toString('base64');
      const file: UploadedFile = { name: value.name.slice(-200) || 'file', contentBase64 };
      texts[name] ??= JSON.stringify(file);
    }
  }
  return texts;
}

async function fieldsOf(body: Buffer<ArrayBuffer>, contentType: string): Promise<FormData> {
  try {
    return await new Response(body, { headers: { 'Content-Type': contentType } }).formData();
  } catch (cause) {
    throw new TaplineError('UPLOAD_UNREADABLE', 'invalid', 'the form was cut off or is none; send it again', { cause });
  }
}

async function bodyOf(ctx: WebContext): Promise<Buffer<ArrayBuffer>> {
  const tooLarge = (): TaplineError => {
    ctx.set('Connection', 'close');
    return new TaplineError('UPLOAD_TOO_LARGE', 'invalid', 'a file may have 16 MiB at most; pack it into a ZIP archive, or split it');
  };
  if (Number(ctx.get('Content-Length') || 0) > LARGEST_UPLOAD) throw tooLarge();
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of ctx.req) {
    length += (chunk as Buffer).length;
    if (length > LARGEST_UPLOAD) throw tooLarge();
    chunks.push(chunk as Buffer);
  }
  return Buffer.concat(chunks);
}
