#include "domain/strangers.h"

#include "domain/strangers_list.h"

#include <string.h>

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

static const char *const english[] = {
	"What will the weather be like tomorrow?",
	"Is it going to rain this weekend?",
	"How cold does it get in Oslo in winter?",
	"When does the sun set tonight?",
	"How long do I have to boil an egg?",
	"What can I cook with rice, beans and an onion?",
	"How do I keep bread from going stale?",
	"Can I freeze cooked pasta?",
	"Which flour is best for pizza dough?",
	"How much sugar goes into strawberry jam?",
	"Why did my cake sink in the middle?",
	"What is a good wine to go with fish?",
	"Who won the football match last night?",
	"How many players are there in a volleyball team?",
	"What is the offside rule?",
	"When do the next Olympic games start?",
	"How do I train for my first marathon?",
	"Who has scored the most goals in a world cup?",
	"What is the interest rate on a savings account?",
	"How do I send money to a bank in Japan?",
	"My cash card was swallowed by the machine, what now?",
	"Should I take out a loan to buy a car?",
	"How much is a pound in dollars today?",
	"How do I check my credit score?",
	"What is the current price of gold?",
	"Can I change the seat on my flight?",
	"Do I need a visa for Brazil?",
	"How much luggage may I take on the plane?",
	"What is there to see in Lisbon in two days?",
	"Find me a cheap hotel near the beach.",
	"How long is the train ride from Paris to Lyon?",
	"Is the tap water safe to drink in Mexico?",
	"What should I pack for a week in Iceland?",
	"How late am I allowed to check in at the hotel?",
	"Where can I rent a boat for an afternoon?",
	"How are you today?",
	"What is your name?",
	"Are you a human being or a machine?",
	"Tell me a joke.",
	"Do you like music?",
	"Sing me a song, please.",
	"How old are you?",
	"What is the meaning of life?",
	"Good morning, did you sleep well?",
	"You are very funny, who taught you that?",
	"Can you keep a secret?",
	"I am bored, what should I do?",
	"What is the capital of Australia?",
	"How far away is the moon?",
	"Who painted the Mona Lisa?",
	"When did the Second World War end?",
	"How many bones are there in the human body?",
	"Why is the sky blue?",
	"What does the word serendipity mean?",
	"How do you say thank you in Korean?",
	"What is the square root of 1764?",
	"Who wrote Don Quixote?",
	"How do airplanes stay in the air?",
	"Why do cats purr?",
	"How often should I water a cactus?",
	"When is the right time to prune roses?",
	"What kills the moss in my lawn?",
	"Why are the leaves of my tomato plants turning yellow?",
	"My dog ate chocolate, is that dangerous?",
	"At what age can a puppy leave its mother?",
	"How do I get a red wine stain out of a carpet?",
	"How do I unblock the kitchen sink?",
	"What paint do I need for a damp bathroom wall?",
	"How do I hang a heavy mirror on plasterboard?",
	"Which way do I turn the valve to bleed a radiator?",
	"I have had a headache for three days, what can I take?",
	"How much sleep does a teenager need?",
	"How do I treat a sunburn?",
	"How many calories are in a banana?",
	"Is it normal that my knee clicks?",
	"What helps against hay fever?",
	"How do I cancel my gym membership?",
	"When is my library book due back?",
	"My taxi has not come, can you call another one?",
	"Book a table for four at the Italian place at eight.",
	"What films are on at the cinema tonight?",
	"Recommend a novel I can read on holiday.",
	"How does the last season of that detective series end?",
	"Which instrument is easiest to learn as an adult?",
	"Add milk and eggs to my shopping list.",
	"Set an alarm for half past six.",
	"Turn off the lights in the living room.",
	"Play something quiet.",
	"Call my mother.",
	"Remind me to buy flowers on Friday.",
	"How do I tie a tie?",
	"What should I wear to a wedding in July?",
	"How do I tell my boss that I want more money?",
	"What do I write in a letter of condolence?",
	"How do I get my driving licence renewed?",
	"Until when do I have to hand in my tax return?",
	"Who is going to win the election?",
	"What documents do I need to get married?",
	"How much tip should I leave in a restaurant?",
	"What pressure should the tyres of my car have?",
	"How often does the oil in an engine have to be changed?",
	"Where do I take old batteries and paint?",
	"At what temperature do I wash a wool sweater?",
	"What present can I give a girl who turns ten?",
	"How do I fold a paper boat?",
	"What are the rules of chess for the king and the rook?",
	"My card was refused at the petrol station although there is money on it.",
	"I changed banks last month and my salary still went to the old one, who can "
	"get it back for me?",
	"Somebody took forty euros from me at a cash machine in a town where I have "
	"never been.",
	"Can my daughter have a card of her own when she is fourteen?",
	"How long does it take until a cheque has cleared?",
	"You took the same amount twice this month and I want it back.",
	"My parcel says delivered, but nobody in the house has it.",
	"The driver left a note that he could not find the door, when will he try "
	"again?",
	"Can I send back shoes that I have worn once, and who pays for the postage?",
	"I ordered a blue jacket and got a green one in the wrong size.",
	"Is the sofa in the window still to be had, and would it fit through a "
	"narrow stairwell?",
	"There is no dial tone and the engineer who was to come this morning never "
	"turned up.",
	"Our wireless router blinks red and nobody upstairs can watch films.",
	"How much do I pay when I call home from Morocco?",
	"I want to keep my old number when I move to another network.",
	"My screen has a crack from falling down the stairs, do you repair that "
	"while I wait?",
	"The printer pulls in two sheets at once and prints stripes.",
	"Which of your televisions has three sockets at the back?",
	"My flight was cancelled at midnight and we slept on the floor, what am I "
	"owed?",
	"One of our suitcases went to Rome without us.",
	"May I bring a violin on board as hand luggage?",
	"We would like a quiet room facing the garden, and is there a cot for the "
	"baby?",
	"Is breakfast included, and until when do you serve it on Sundays?",
	"I left a pair of glasses in room 214, did the maid find them?",
	"The hire car had a scratch on the left door when I picked it up and now you "
	"want money from me.",
	"Do you have a table outside for tonight, there are six of us and one is in "
	"a wheelchair?",
	"My curry came cold and the rice was missing.",
	"Is there anything on the menu without nuts and milk?",
	"Does my insurance pay when a branch falls on the car during a storm?",
	"I had an accident at a crossing and the other driver just left, what do I "
	"have to fill in?",
	"My basement was flooded last night, can you send somebody to look at the "
	"damage?",
	"The doctor's receptionist told me to ask you whether I still get my "
	"prescription without a new examination.",
	"Can I move my appointment at the dentist from Tuesday to some afternoon "
	"next week?",
	"Do I have to come on an empty stomach when my blood is taken?",
	"How many of these pills may my father take, he is eighty and has a weak "
	"heart?",
	"My electricity bill is twice as high as last winter and we were away for "
	"half of it.",
	"The heating has been cold since yesterday evening and I have a newborn here.",
	"When is the rubbish collected in our street over the holidays?",
	"I moved here in March, where do I register and what do I have to bring along?",
	"How do I enrol my son at the primary school round the corner?",
	"Until what day can I still choose a course for the spring term?",
	"I would like to stop my newspaper for the three weeks that we are in Denmark.",
	"The second episode stops after ten minutes and then only the sound goes on.",
	"I was charged for the month although I said in January that I do not want "
	"it any longer.",
	"How do I get past the dragon in the fourth castle?",
	"My son bought coins in a game with my credit card, can that be undone?",
	"I lost my bus pass, do I have to pay for a whole new one?",
	"The ticket machine at platform two swallowed twenty francs and gave me "
	"nothing.",
	"I got a ticket for parking although the meter was out of order.",
	"Does the museum open on Mondays and is it cheaper for pensioners?",
	"Two of the roses you sent for my mother's birthday were brown.",
	"What would it cost to have a wooden floor of thirty square metres sanded?",
	"Could a plumber come today, water is dripping through the ceiling of the "
	"hall?",
	"I need four winter tyres for a small van, fitted before the weekend.",
	"The dealer promised me a loan car while mine is in the workshop and now he "
	"knows nothing of it.",
	"Do you still hire people for the harvest, and is there somewhere to sleep?",
	"Where do I complain about a noisy neighbour who drills every Sunday morning?",
	"What does it take to adopt a cat from your shelter?",
	"My horse does not eat since Friday, should I call the vet now or wait until "
	"the morning?",
	"Are the concert tickets refunded when the singer falls ill?",
	"Good evening.",
	"Hello, is anybody there?",
	"Thanks, that was all.",
	"Okay, great, bye!",
	"Yes, please do that.",
	"Let me talk to a real person.",
	"What can you do for me?",
	"My phone no longer charges since I dropped it into the sink.",
	"How do I move the pictures from my old phone to the new one?",
	"I forgot the code of my tablet and now it is locked.",
	"Which cable do I need between the camera and the computer?",
	"My watch does not count the steps when I push a pram.",
	"The robot mower stops in the middle of the lawn and beeps.",
	"The washing machine shows E18 and does not pump the water out.",
	"Why does the loudspeaker in the kitchen not play what I tell it to?",
};

const char *const *kx_strangers(size_t *n)
{
	*n = COUNT(english);
	return english;
}

const char *const *kx_strangers_in(const char *locale, size_t *n)
{
	const char *const *list = NULL;

	if (locale && strlen(locale) >= 2 && strchr("-_", locale[2]))
		list = kx_strangers_other(locale, n);
	return list ? list : kx_strangers(n);
}
