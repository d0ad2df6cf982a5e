#include "domain/declined.h"

#include "../t.h"

static const char *const refusals[] = {
	"I don't know.",
	"I’m sorry, but I cannot help you with that.",
	"We do not know the answer to that.",
	"Unfortunately, the provided articles do not contain information about that.",
	"The documentation doesn't say when it will be available.",
	"That is not covered in the articles.",
	"There isn't any information on that.",
	"I was unable to find an answer.",
	"None of the given articles answers this.",
	"Ich weiß es nicht.",
	"Leider kann ich Ihre Frage nicht beantworten.",
	"Die Artikel enthalten dazu keine Angaben.",
	"No lo sé.",
	"Lo siento, no puedo responder a esa pregunta.",
	"Los artículos no mencionan ese tema.",
	"Je ne sais pas.",
	"Désolé, je n'ai pas trouvé de réponse.",
	"Les articles ne disent rien à ce sujet.",
	"As an AI language model, I cannot answer that.",
	"I'm unable to help with that.",
	"NO_ANSWER",
	"N/A",
	"Not in the articles.",
	"This is not covered in the articles",
	"The help articles do not answer this.",
	"Hmm, the documentation doesn't seem to cover this topic.",
	"I'm afraid the help center has nothing on that subject.",
	"That's outside of what I can help with.",
	"No relevant information found.",
	"I found nothing about that in the articles.",
	"Es tut mir leid, aber dazu finde ich nichts in den Hilfeartikeln.",
	"Das steht leider nicht in den Artikeln.",
	"Leider habe ich dazu keine Informationen.",
	"Keine Antwort",
	"No encuentro nada sobre eso en los artículos.",
	"Esto no se menciona en los artículos.",
	"Je ne trouve pas cette information dans les articles.",
	"Cela n'est pas mentionné dans les articles.",
};

static const char *const answers[] = {
	"You can return it within 30 days.",
	"I'm sorry to hear that.",
	"The articles of your order are listed under My orders.",
	"There are two ways to do it.",
	"No, you cannot return it.",
	"Sie können es innerhalb von 30 Tagen zurückgeben.",
	"Puede devolverlo en 30 días.",
	"Vous pouvez le retourner sous 30 jours.",
	"No information is kept after 30 days.",
	"Not all parcels have a label.",
	"This page has no menu.",
	"No answer is needed.",
	"As an agent you can answer the customer.",
	"",
};

static void says(void)
{
	for (size_t i = 0; i < sizeof(refusals) / sizeof(*refusals); i++)
		if (!kx_declined_says(refusals[i], strlen(refusals[i])))
			T_STR(refusals[i], "a refusal");
	for (size_t i = 0; i < sizeof(answers) / sizeof(*answers); i++)
		if (kx_declined_says(answers[i], strlen(answers[i])))
			T_STR(answers[i], "no refusal");
	T_OK(true);
}

/* as long as it may be one, nothing may go out; an answer soon shows that it is none */
static void may(void)
{
	static const char *const held[] = { "", "I", "I do", "I don", "I don'",
		"I don't", "I don’t know", "I'm", "I'm sorry,", "I'm sorry, but I",
		"The", "The art", "The articles say", "Unf", "Leider", "Es t", "Lo si",
		"Je ne", "As an A", "As an AI language", "The help", "NO_ANS", "Not in",
		NULL };
	static const char *const free_[] = { "You", "I'm sorry to", "The refund", "Yes",
		"Sie", "Puede", "Vous", "No, you", NULL };

	for (size_t i = 0; held[i]; i++)
		if (!kx_declined_may(held[i], strlen(held[i])))
			T_STR(held[i], "may be");
	for (size_t i = 0; free_[i]; i++)
		if (kx_declined_may(free_[i], strlen(free_[i])))
			T_STR(free_[i], "cannot be");
	for (size_t i = 0; i < sizeof(refusals) / sizeof(*refusals); i++)
		for (size_t n = 0; n < 5; n++)
			if (!strncmp(refusals[i], "I ", 2) &&
				!kx_declined_may(refusals[i], n))
				T_STR(refusals[i], "may be");
	T_OK(true);
}

static void polite(void)
{
	static const char *const yes[] = { "I apologize for the confusion.",
		"Let me know if you need anything else!", "I hope this helps.",
		"Ich hoffe, das hilft Ihnen.", "Espero que le sirva.",
		"N'hésitez pas à nous écrire.",
		"I understand how frustrating it is to lose your phone.",
		"Das tut mir leid zu hören!", "Es tut mir leid, das zu hören.",
		"Thank you for reaching out.",
		"Please let me know if you need anything else.", "Feel free to ask.",
		"Here is what to do:", "Here are the steps:", "That sounds stressful.",
		"Great question!", "I'm so sorry that your parcel is late!",
		"If you have any other questions, feel free to ask.",
		"Sure, I can help with that.", "Kind regards,", "Your support team",
		"Falls Sie noch Fragen haben, melden Sie sich gerne.",
		"Vielen Dank für Ihre Nachricht.", "Gern!",
		"Hier sind die Schritte:", "Lamento mucho las molestias.",
		"Gracias por contactarnos.",
		"Si tiene más preguntas, no dude en escribirnos.",
		"Je suis désolé pour ce retard.", "Merci de nous avoir contactés.",
		"Je comprends votre frustration.", "Voici les étapes :" };
	static const char *const no[] = { "I'm sorry, we will refund you 500 EUR.",
		"I'm sorry, we will refund you the full price.",
		"I'm sorry, but you get a voucher.", "I hope the 30 days are enough.",
		"Thank you, the delivery is free.",
		"Here are the prices of all our plans and of the things they have.",
		"I understand, so you can keep it for free.",
		"Es tut mir leid, wir erstatten Ihnen den Preis.",
		"Lo siento, le reembolsamos el precio.",
		"Désolé, nous vous remboursons le prix.",
		"Thanks for writing to a@b.example.", "The team is here." };

	for (size_t i = 0; i < sizeof(yes) / sizeof(*yes); i++)
		if (!kx_declined_polite(yes[i], strlen(yes[i])))
			T_STR(yes[i], "polite");
	for (size_t i = 0; i < sizeof(answers) / sizeof(*answers); i++)
		if (i != 1 && kx_declined_polite(answers[i], strlen(answers[i])))
			T_STR(answers[i], "not polite");
	for (size_t i = 0; i < sizeof(no) / sizeof(*no); i++)
		if (kx_declined_polite(no[i], strlen(no[i])))
			T_STR(no[i], "not polite");
	T_OK(kx_declined_greets("Dear Anna,", 10));
	T_OK(kx_declined_greets("Your Tea Team", 13));
	T_OK(!kx_declined_greets("Your tea is safe.", 17));
	T_OK(!kx_declined_greets("I hope this helps.", 18));
	T_OK(kx_declined_points("For more information, visit", 27));
	T_OK(!kx_declined_points("We sell coffee at", 17));
	T_OK(kx_declined_points("Delivery is described at", 24));
	T_OK(true);
}

int main(void)
{
	says();
	may();
	polite();
	return T_END();
}
