#include "domain/everyday_list.h"

#include <string.h>

static const char german[] =
	"abend3 abhol3 ablauf3 alt3 and3 ander3 anfang3 angeb3 angezeigt3 anmeld3 "
	"anruf3 anseh3 antwort3 anzeig3 arbeit3 art3 aufmach3 auto3 beginn3 bekam1 "
	"bekannt3 bekomm1 bekommt1 benot3 benutz3 bereit3 bescheid3 bess3 best3 "
	"bestell3 bezahl3 bild3 bitt0 bleib3 bleibt3 brauch1 braucht1 brief3 bring3 "
	"buro3 comput3 dank0 dat3 dauert3 denk3 deutsch3 deutschland3 drei3 eck3 "
	"eigent3 einfach3 eingeb3 einmal3 einstell3 end3 erhalt3 erklar3 erst3 ess3 "
	"euro3 fahr3 fall3 falsch3 famili3 fehlt3 fenst3 fertig3 find1 firma3 frag1 "
	"frau3 freitag3 fruh3 funf3 funktioniert3 ganz3 geb1 gefallt3 geh1 geht1 "
	"gekomm1 geld3 gemacht1 genau3 genomm1 genug3 gern3 gest3 gibt1 glaub3 "
	"gleich3 gross3 gruezi0 grund3 grupp3 gut1 hallo0 halt3 haus3 heisst3 helf1 "
	"heut1 hi0 hilf1 hoch3 hol3 hor3 imm1 information3 jahr1 jemand3 jetzt1 kam1 "
	"kaputt3 kart3 kauf3 kind3 klar3 klein3 komm1 kommt1 konto3 kost3 kostet3 "
	"kund3 kurz3 land3 lang1 lass1 lasst1 lauf3 leb3 leicht3 leid3 les3 letzt3 "
	"leut3 liegt3 link3 list3 los3 mach1 macht1 mal1 mann3 mehr1 meld3 mensch3 "
	"minut3 mittag3 mitteil3 mocht1 moglich3 moin0 monat3 montag3 morg3 nach3 "
	"nachricht3 nacht3 nah3 nam3 natur3 nehm1 nein1 nenn3 neu1 nicht3 nie3 nimmt1 "
	"nochmal3 numm3 nutz3 oben3 offn3 oft3 ok0 okay0 ort3 paar3 passiert3 person3 "
	"plan3 platz3 preis3 probl3 problem3 punkt3 rechnung3 recht3 red3 richtig3 "
	"ruckgab3 ruf3 s3 sag3 samstag3 schau3 schick3 schlecht3 schliess3 schnell3 "
	"schon1 schreib3 schul3 seh3 seit3 send3 servus0 sich3 sofort3 sonntag3 spat3 "
	"sprech3 stadt3 steh3 steht3 stell3 strass3 stund3 such3 syst3 tag1 teil3 "
	"telefon3 text3 tisch3 tschus0 tschuss0 tun3 tur3 uhr3 unt3 unternehm3 "
	"unterschied3 vergess3 verkauf3 verli3 verlor3 versteh3 versuch3 viel1 vier3 "
	"voll3 vorh3 wart3 wass3 weg3 weiss1 weit1 wenig3 wert3 wett3 wichtig3 "
	"wirklich3 wiss1 woch1 wochen3 wohn3 wohnung3 woll1 wort3 zahl3 zehn3 zeig3 "
	"zeit1 zimm3 zuruck3 zusamm3 zwei3 zweit3 ";

static const char spanish[] =
	"abrir3 acab3 adios0 agu3 ahor1 algui3 alto3 amig3 ano1 anos1 anterior3 "
	"aparec3 asi3 ayer3 ayud1 baj3 barat3 bien1 buen1 busc3 cabez3 call3 cambi3 "
	"camin3 cas3 cerc3 cerr3 cha0 ciud3 clar3 coch3 com3 comenz3 compr3 comprend3 "
	"conoc3 cont3 contest3 corre3 correct3 cos3 cost3 cuent3 cuest3 da1 dar1 dat3 "
	"deb1 dec1 decid3 dej1 dentr3 derech3 despues3 detras3 dia1 dias1 dic1 dig1 "
	"diner3 direccion3 distint3 dol3 dolar3 doming3 doy1 empez3 empres3 encim3 "
	"encontr1 encuentr1 ener3 entend3 entonc3 entrar3 envi3 error3 escrib3 "
	"escuch3 esper3 exist3 explic3 famili3 favor1 fech3 fin3 final3 form3 "
	"funcion3 gan3 gent3 graci0 grand3 grup3 gust3 hab3 habl3 hac1 hag1 hech1 "
	"hij3 hol0 hor3 hoy1 import3 inclu3 inform3 ingres3 intent3 ir1 izquierd3 "
	"jueg3 lad3 larg3 leer3 ley3 libr3 list3 llam3 lleg3 llev3 lueg3 lug3 lun3 "
	"luz3 madr3 mal3 man3 manan3 maner3 mayor3 mejor3 men3 menor3 mensaj3 mes3 "
	"minut3 mir3 mism3 mod3 moment3 much1 muj3 mund3 nadi3 necesit1 noch3 nombr3 "
	"normal3 nuev1 numer3 nunc3 ocurr3 ofrec3 oir3 ok0 opcion3 padr3 pag3 pais3 "
	"palabr3 parec3 part3 pas3 ped3 pens3 pequen3 perd3 person3 poc3 pod1 pon3 "
	"pong3 posibl3 preci3 pregunt1 prim3 primer3 problem3 program3 proxim3 punt3 "
	"qued3 quer1 quier1 quis1 quizas3 rap3 razon3 recib1 record3 respond3 "
	"respuest3 sab1 sal3 segu3 segund3 segur3 seman1 senor3 servici3 siempr1 sig3 "
	"siguient3 sirv3 sistem3 sol3 solucion3 sub3 suficient3 tal3 tard3 tarjet3 "
	"telefon3 tem3 termin3 tiemp1 tip3 tom3 tra3 trabaj3 trat3 tres3 ultim3 unic3 "
	"usa3 usar3 uso3 usuari3 utiliz3 val0 valor3 vam1 vari3 vec1 ven3 vend3 veo1 "
	"ver1 verd3 vez1 viaj3 vid3 viej3 vien3 viern3 viv3 volv3 voy1 vuelt3 web3 ";

static const char french[] =
	"achet3 adress3 affich3 agir3 aid1 ailleur3 ajout3 aller1 allez1 ami3 an1 "
	"ancien3 anne1 appel3 apres3 argent3 arriv3 assez3 attend3 attendr3 aujourd1 "
	"avant3 bas3 beaucoup1 besoin1 bien1 bloqu3 boit3 bon1 bonjour0 bonsoir0 "
	"bout3 bureau3 cadeau3 cart3 cas3 chang3 cherch3 chois3 choix3 chos3 client3 "
	"command3 commenc3 comprendr3 compt3 concern3 connaitr3 contr3 correct3 cot3 "
	"couleur3 cour3 cout3 dat3 deja1 demain3 demand3 derni3 derri3 deux3 dev3 "
	"devoir1 different3 dimanch3 dir1 dis1 dit1 don1 droit3 dur3 eau3 ecran3 "
	"ecrir3 effet3 enfant3 ensembl3 ensuit3 entendr3 entrer3 envoi3 erreur3 "
	"essai3 etap3 euro3 euros3 exempl3 exist3 expliqu3 facil3 facon3 fais1 fait1 "
	"falloir1 famill3 faux3 femm3 ferm3 fin3 fois3 fonction3 form3 fort3 gagn3 "
	"gard3 gauch3 gen3 grand3 gros3 group3 habit3 haut3 heur3 hi3 homm3 hui1 ici3 "
	"ide3 import3 impossibl3 indiqu3 inform3 jam3 jeu3 jeud3 jeun3 joindr3 jour1 "
	"just3 laiss1 lettr3 lieu3 lign3 lir3 list3 livr3 loin3 long3 longtemp3 lund3 "
	"main3 mainten1 maison3 mal3 mang3 march3 mard3 matin3 mauv3 meilleur3 merc0 "
	"mercred3 messag3 met1 mettr1 mieux3 minut3 mod3 moin3 mois3 moment3 mond3 "
	"montr3 mort3 mot3 moyen3 nom3 nombr3 non1 normal3 nouveau1 nouvel1 nuit3 "
	"numero3 numeros3 obten3 ok0 oubli3 oui1 ouvr3 pag3 pai3 parait3 parl3 part3 "
	"pass3 pay3 pein3 pens3 perdr3 perdu3 permet3 permettr3 person3 pet3 petit3 "
	"plac3 plait3 plein3 plusieur3 point3 port3 pos3 possibl3 pouvoir1 premi3 "
	"prend1 prendr1 pret3 prix3 problem3 prochain3 produit3 question1 quitt3 "
	"raison3 rappel3 recevoir1 recois1 recu1 refus3 regard3 rempl3 rend3 rendr3 "
	"rentr3 repondr3 repons3 rest3 resultat3 retour3 retrouv3 reven3 revoir0 "
	"rien3 roug3 ru3 sais1 salut0 samed3 sauf3 savoir1 second3 semain1 sembl3 "
	"sen3 sert3 servic3 seul3 signif3 sit3 soir3 solut3 sort3 souvent3 suff3 "
	"suit3 suiv3 suivr3 sujet3 system3 tard3 telephon3 televis3 temp1 ten3 "
	"termin3 text3 tomb3 tot3 touch3 toujour1 tourn3 travail3 travaill3 trois3 "
	"trop3 trouv1 typ3 uniqu3 usag3 util3 utilis3 va1 vais1 valeur3 ven3 vendr3 "
	"vendred3 veut1 veux1 vi3 vieux3 vill3 vit3 vivr3 voir1 vois1 voitur3 voix3 "
	"voudr1 vouloir1 vrai3 ";

static const char chinese[] =
	"一下3 一个1 一些3 一次3 一般3 不可1 不是3 不能1 东西3 中国3 为什1 之前3 "
	"之后3 也是3 买了3 什么1 什麼1 今天1 今年3 付款3 以前3 以及3 以后3 价格3 "
	"但是3 你们1 你好0 使用1 便宜3 信息3 修改3 允许3 免费3 公司3 关于3 关闭3 "
	"其他3 其它3 内容3 再次3 再见0 几个3 几天3 分钟3 删除3 包括3 原因3 发票3 "
	"发送3 可不1 可以1 可能1 号码3 名字3 哪里1 因为3 国家3 在哪1 地址3 地方3 "
	"城市3 多少1 多谢0 多长3 天内3 失败3 如何1 如果1 姓名3 学生3 孩子3 完成3 "
	"客户3 家人3 家里3 密码3 对于3 小时3 就是3 工作3 已经1 帐户3 帮助1 应该1 "
	"开始3 很多3 必须3 怎么1 怎样1 怎麼1 您好0 情况3 成功3 我们1 我想1 我的1 "
	"或者3 所以3 所有3 手机3 打开3 找到3 接收3 提供3 支付3 支持3 收到3 方式3 "
	"方法3 时候3 时间3 明天3 星期3 昨天3 是否1 显示3 更多3 更改3 更新3 最后3 "
	"有没1 朋友3 服务3 查看3 根据3 正确3 每个3 每天3 没有1 添加3 点击3 然后3 "
	"现在1 用户3 电话3 相关3 看到3 知道1 第一3 第二3 结束3 结果3 网站3 美国3 "
	"老师3 联系3 能不1 能否1 花钱3 要求3 订单3 设置3 请求3 请问1 谢谢0 账户3 "
	"购买3 费用3 输入3 还是3 这个1 这些3 进行1 退款3 选择3 通过3 那个1 那些3 "
	"邮件3 都是3 重新3 钱包3 错误3 问题1 需要1 页面3 ";

const char *kx_everyday_other(const char *language, size_t *n)
{
	static const struct {
		char language[3];
		size_t n;
		const char *list;
	} lists[] = {
		{ "de", sizeof(german) - 1, german },
		{ "es", sizeof(spanish) - 1, spanish },
		{ "fr", sizeof(french) - 1, french },
		{ "zh", sizeof(chinese) - 1, chinese },
	};

	for (size_t i = 0; i < sizeof(lists) / sizeof(lists[0]); i++)
		if (!strncmp(language, lists[i].language, 2)) {
			*n = lists[i].n;
			return lists[i].list;
		}
	return NULL;
}
