/** A question to the application; what answers it is said by its handler. `Answer` is for the types alone. */
// eslint-disable-next-line @typescript-eslint/no-unnecessary-type-parameters -- it is what `execute` infers its answer from
export abstract class Query<Answer> {
  declare readonly answer?: Answer;
}

/** An order to the application. `Result` is for the types alone. */
// eslint-disable-next-line @typescript-eslint/no-unnecessary-type-parameters -- as above
export abstract class Command<Result> {
  declare readonly result?: Result;
}

/** The one door to a query or a command: a plain class over ports, called through Nest's buses by the controllers. */
export interface Handler<Message, Outcome> {
  execute(message: Message): Promise<Outcome>;
}
