import { type IssuedDocument, notFound, type Transaction } from '@tapline/sdk';
import type { PortalRequest } from '../frame/portal-request.js';

/** A document of the customer who is signed in. Throws `DOCUMENT_UNKNOWN` for another's as for one that is not there. */
export async function ownDocument(request: PortalRequest, tx: Transaction, documentId: string): Promise<IssuedDocument> {
  const document = await request.services.documents.get(tx, documentId);
  if (document.customerId !== request.customer.id) throw notFound('DOCUMENT_UNKNOWN', `there is no document ${documentId}`);
  return document;
}
