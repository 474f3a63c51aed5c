import { platformTime, type CampaignRecord, type Consultant, type Titled } from './deliveries.js';
import type { Random } from './random.js';

/** Who works, and on what: few enough that groups are worth comparing. */
const FIRST_NAMES = ['Paweł', 'Ewa', 'Łukasz', 'Zofia', 'Jan', 'Świętosława', 'Ola', 'Michał'];
/** Such as are the same for women and men. */
const SURNAMES = ['Wójcik', 'Nowak', 'Mazur', 'Żak', 'Lis'];

const CONSULTANTS: readonly Consultant[] = SURNAMES.flatMap((surname, row) =>
  FIRST_NAMES.map((firstname, column) => {
    const id = row * FIRST_NAMES.length + column + 1;
    return {
      id,
      username: `konsultant${id}`,
      firstname,
      surname,
      displayName: `${firstname} ${surname}`,
      number: `4822500${String(id).padStart(4, '0')}`,
    };
  }),
);

const PROJECTS: readonly Titled[] = ['Obsługa klienta', 'Sprzedaż', 'Windykacja'].map((name, place) => ({
  id: place + 1,
  name,
}));

const CAMPAIGN_NAMES = [
  'Ankieta satysfakcji',
  'Światłowód dla firm',
  'Przypomnienie o płatności',
  'Potwierdzanie wizyt',
  'Przedłużenia umów',
  'Raty po terminie',
  'Zgłoszenia serwisowe',
  'Żółta karta: rabaty',
  'Ugody',
  'Powitanie nowych klientów',
  'Powroty klientów',
  'Zaległości do 30 dni',
];

const CAMPAIGNS: readonly { campaign: Titled; project: Titled }[] = CAMPAIGN_NAMES.map((name, place) => ({
  campaign: { id: `5f463dbd80f357633750${String(place).padStart(4, '0')}`, name },
  project: PROJECTS[place % PROJECTS.length]!,
}));

export const drawConsultant = (random: Random): Consultant => random.pick(CONSULTANTS);
export const consultantNumber = (random: Random): string => drawConsultant(random).number;
export const contactNumber = (random: Random): string => `48${random.int(500_000_000, 899_999_999)}`;

/** A record as it stood shortly before its call; its id is an ObjectId whose epoch is the record's creation. */
export const drawRecord = (random: Random, startsAt: number, dialingMethod: string): CampaignRecord => {
  const createdAt = startsAt - random.int(600, 80_000);
  return {
    id: `${createdAt.toString(16).padStart(8, '0')}${random.hex(16)}`,
    createdDate: platformTime(createdAt),
    ...random.pick(CAMPAIGNS),
    number: contactNumber(random),
    dialingMethod,
  };
};
