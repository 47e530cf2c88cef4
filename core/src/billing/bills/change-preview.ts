import { type AmountMinor, type Company, createToken, type LocalDate, parseLocalDate, type Transaction } from '@tapline/sdk';
import type { ScheduledChange } from '../../services/service-history.js';
import type { ServiceService } from '../../services/service-service.js';
import { dayNumber, localDate } from '../engine/day-number.js';
import type { ServiceTerms } from '../engine/wanted-charges.js';
import { grossOfPiece } from './bill-draft.js';
import type { BillService } from './bill-service.js';
import type { CustomerRecord } from './billing-reader.js';

export interface PreviewLine {
  readonly description: string;
  readonly from: LocalDate | null;
  readonly to: LocalDate | null;
  /** With its tax. */
  readonly amountMinor: AmountMinor;
}

/** What a change of a service would be charged or given back, if the customer were billed on its day. */
export interface ChangePreview {
  readonly date: LocalDate;
  readonly lines: readonly PreviewLine[];
  /** Under 0 is given back. */
  readonly totalMinor: AmountMinor;
}

/** Says what a change costs before it is saved, by the code that will charge it. */
export class ChangePreviewer {
  constructor(
    private readonly bills: BillService,
    private readonly services: ServiceService,
    private readonly company: Company,
  ) {}

  /** `date` is today unless given, and never earlier. */
  async preview(tx: Transaction, serviceId: string, changes: ScheduledChange['changes'], date?: LocalDate): Promise<ChangePreview> {
    const today = this.company.today();
    const day = date === undefined || date < today ? today : parseLocalDate(date);
    const { customerId } = await this.services.get(tx, serviceId);
    const change = { from: dayNumber(day), recordedOn: dayNumber(today), value: changes as Partial<ServiceTerms> };
    const changed = (record: CustomerRecord): CustomerRecord => {
      const services = new Map(record.services);
      services.set(serviceId, [...(record.services.get(serviceId) ?? []), change]);
      return { ...record, services };
    };
    const plan = await this.bills.planOn(tx, customerId, day, changed);
    const pieces = plan.bills.flatMap((bill) => bill.pieces).filter((piece) => piece.amountMinor !== 0);
    const rules = await this.bills.rules(tx);
    const lines = pieces.map((piece) => ({
      description: `${rules.planName(piece.rate.planId)}${piece.isCredit ? ', unused days back' : ''}`,
      from: localDate(piece.from),
      to: localDate(piece.to - 1),
      amountMinor: grossOfPiece(piece, plan.treatment, rules),
    }));
    return { date: day, lines, totalMinor: lines.reduce((sum, { amountMinor }) => sum + amountMinor, 0) };
  }
}

export const CHANGE_PREVIEWER = createToken<ChangePreviewer>('core.change-previewer');
