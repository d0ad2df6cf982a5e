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
		"Je ne", NULL };
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
		"N'hésitez pas à nous écrire." };

	for (size_t i = 0; i < sizeof(yes) / sizeof(*yes); i++)
		if (!kx_declined_polite(yes[i], strlen(yes[i])))
			T_STR(yes[i], "polite");
	for (size_t i = 0; i < sizeof(answers) / sizeof(*answers); i++)
		if (i != 1 && kx_declined_polite(answers[i], strlen(answers[i])))
			T_STR(answers[i], "not polite");
	T_OK(true);
}

int main(void)
{
	says();
	may();
	polite();
	return T_END();
}
